import { createHash } from 'node:crypto'
import { constants } from 'node:fs'
import { access, stat } from 'node:fs/promises'
import { delimiter, isAbsolute, join } from 'node:path'
import { piecesOf, withRegularFile } from '../../lib/regular-file.ts'

/** No credential plugin is larger; the Azure CLI as one file has 250 MB. */
export const mostProgramBytes = 1_024 * 1_048_576
/** Reading a program of that size from a slow disk. */
export const programPatienceMs = 60_000

/** The program file of a bare name on `$PATH`, or of an absolute path; undefined when there is none that may run. */
export async function findProgram(
  command: string,
  env: Readonly<Record<string, string | undefined>>,
  platform: NodeJS.Platform = process.platform
): Promise<string | undefined> {
  const folders = isAbsolute(command) ? [''] : (env['PATH'] ?? env['Path'] ?? '').split(delimiter).filter(isAbsolute)
  const endings = platform === 'win32' ? ['', ...(env['PATHEXT'] ?? '.EXE;.CMD;.BAT').split(';')] : ['']
  for (const folder of folders)
    for (const ending of endings) {
      const path = folder === '' ? `${command}${ending}` : join(folder, `${command}${ending}`)
      if (await mayRun(path)) return path
    }
  return undefined
}

async function mayRun(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK)
    return (await stat(path)).isFile()
  } catch {
    return false
  }
}

/** A program file as it is now. */
export interface ProgramFile {
  /** Where links lead, absolute. */
  readonly real: string
  /** SHA-256 of its content, lower-case hex. */
  readonly sha256: string
}

/** @throws UnreadableFileError */
export function lookAtFile(path: string): Promise<ProgramFile> {
  return withRegularFile(
    path,
    async (file, real) => {
      const hash = createHash('sha256')
      for await (const piece of piecesOf(file, mostProgramBytes)) hash.update(piece)
      return { real, sha256: hash.digest('hex') }
    },
    { withinMs: programPatienceMs }
  )
}

export type ProgramFiles = (path: string) => Promise<ProgramFile>

/** Reads each file once: a hundred contexts may run the same program of many megabytes. For one look, not for longer. */
export function createProgramFiles(): ProgramFiles {
  const known = new Map<string, Promise<ProgramFile>>()
  return (path) => {
    const file = known.get(path) ?? lookAtFile(path)
    known.set(path, file)
    return file
  }
}
