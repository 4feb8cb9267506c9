import { createHash } from 'node:crypto'
import { lstat, mkdir, mkdtemp, open, readdir, rm, symlink, type FileHandle } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { piecesOf, UnreadableFileError, withRegularFile } from '../../lib/regular-file.ts'
import { mostProgramBytes, programPatienceMs, type ProgramFile } from './find-program.ts'

/** A program whose content is known and stays so until it has been started. */
export interface HeldProgram extends ProgramFile {
  /** What to start; the program is told the path by which it was found. */
  readonly runs: string
  readonly release: () => Promise<void>
}

/** Why there is no copy of a program, as a clause for after its name: nothing is wrong with the program. */
export class NoCopyError extends Error {
  override readonly name = 'NoCopyError'
}

function noCopy(folder: string): (error: unknown) => never {
  return (error) => {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown'
    throw new NoCopyError(
      `is run as a copy, which cannot be written to the folder for temporary files, ${folder} (${code})`
    )
  }
}

/** More beside a program than it could need: a home folder, a share. */
const mostBeside = 2_000

/**
 * Holds a program so that what is started is what was hashed, whoever changes the file in between. What only root can
 * change, down to the root folder, is run where it is. Everything else is copied into a folder of this user while it is
 * hashed, and the copy is run: a descriptor would not do, because the same file can be written to after it was opened,
 * and a script would be told `/proc/self/fd/3` for its own name. Programs that look beside themselves, such as the AWS
 * CLI or a script with `dirname "$0"`, find there what stands beside the original, by links.
 *
 * Windows gives neither folders of one user nor links to everybody: there the program is run where it is, right after it
 * was hashed.
 * @param folder where copies go, absolute; one from which programs may be run
 * @param withinMs real milliseconds
 * @throws UnreadableFileError, NoCopyError
 */
export async function holdProgram(
  path: string,
  folder: string = tmpdir(),
  withinMs: number = programPatienceMs
): Promise<HeldProgram> {
  let held: HeldProgram | undefined
  let isGivenUp = false
  const hold = async (file: FileHandle, real: string): Promise<HeldProgram> => {
    if (process.platform === 'win32' || (await onlyRootChanges(real, file)))
      return { real, sha256: await hashed(file), runs: real, release: () => Promise.resolve() }
    held = await copied(file, real, folder, () => isGivenUp)
    if (isGivenUp) await held.release()
    return held
  }
  try {
    return await withRegularFile(path, hold, { withinMs })
  } catch (error) {
    // A copy that comes too late is nobody's, and would stay.
    isGivenUp = true
    await held?.release()
    throw error
  }
}

async function copied(file: FileHandle, real: string, folder: string, isGivenUp: () => boolean): Promise<HeldProgram> {
  // Of mode 0700 (mkdtemp(3)).
  const own = await mkdtemp(join(folder, 'backout-program-')).catch(noCopy(folder))
  const release = (): Promise<void> => rm(own, { recursive: true, force: true })
  try {
    const beside = dirname(real)
    const inner = basename(beside)
    const place = inner === '' ? own : join(own, inner)
    if (place !== own) await mkdir(place, { mode: 0o700 })
    const runs = join(place, basename(real))
    const copy = await open(runs, 'wx', 0o500).catch(noCopy(folder))
    const hash = createHash('sha256')
    try {
      for await (const piece of piecesOf(file, mostProgramBytes)) {
        // Nobody waits for the rest of it, which may be a gigabyte.
        if (isGivenUp()) throw new UnreadableFileError('does not answer')
        hash.update(piece)
        await copy.writeFile(piece).catch(noCopy(folder))
      }
    } finally {
      await copy.close()
    }
    await linkBeside(beside, place, basename(real))
    if (place !== own) await linkBeside(dirname(beside), own, inner)
    return { real, sha256: hash.digest('hex'), runs, release }
  } catch (error) {
    await release()
    throw error
  }
}

/** Links to all that stands in a folder, but for one name. What cannot be linked is missed by few programs. */
async function linkBeside(from: string, to: string, without: string): Promise<void> {
  const names = await readdir(from).catch(() => [])
  if (names.length > mostBeside) return
  for (const name of names) if (name !== without) await symlink(join(from, name), join(to, name)).catch(() => undefined)
}

async function hashed(file: FileHandle): Promise<string> {
  const hash = createHash('sha256')
  for await (const piece of piecesOf(file, mostProgramBytes)) hash.update(piece)
  return hash.digest('hex')
}

/** Whether neither the file nor any folder above it can be written to but by root. */
async function onlyRootChanges(real: string, file: FileHandle): Promise<boolean> {
  if (!isRoots(await file.stat())) return false
  for (let at = dirname(real); ; at = dirname(at)) {
    if (!isRoots(await lstat(at))) return false
    if (at === dirname(at)) return true
  }
}

function isRoots({ uid, mode }: { readonly uid: number; readonly mode: number }): boolean {
  return uid === 0 && (mode & 0o022) === 0
}
