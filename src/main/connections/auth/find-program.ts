import { createHash } from 'node:crypto'
import { constants, createReadStream } from 'node:fs'
import { access, stat } from 'node:fs/promises'
import { delimiter, isAbsolute, join } from 'node:path'
import { pipeline } from 'node:stream/promises'

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

/** SHA-256 of a file, lower-case hex. */
export async function fileSha256(path: string): Promise<string> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(path), hash)
  return hash.digest('hex')
}

/** SHA-256 of the file at a path. */
export type FileHashes = (path: string) => Promise<string>

/** Reads each file once: a hundred contexts may run the same program of many megabytes. For one look, not for longer. */
export function createFileHashes(): FileHashes {
  const known = new Map<string, Promise<string>>()
  return (path) => {
    const hash = known.get(path) ?? fileSha256(path)
    known.set(path, hash)
    return hash
  }
}
