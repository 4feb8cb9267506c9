import { constants } from 'node:fs'
import { access, mkdir, rm, stat } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { writePrivately } from '../lib/write-privately.ts'
import { UsageError } from './cli-options.ts'

/** What a run leaves behind. */
const written = ['result.json', 'journal.jsonl', 'report.md'] as const

/** Leaves a file of a run in its folder, for its owner alone: it names what is wrong in production. */
export function leave(folder: string, name: (typeof written)[number], text: string): Promise<void> {
  return writePrivately(join(folder, name), text)
}

/**
 * Makes the folder that a run writes to, and takes away what an earlier run wrote there: a run that is cut off must not
 * leave the result of another one.
 * @returns its absolute path
 * @throws UsageError when nothing can be written there, before anything is played.
 */
export async function openOutFolder(path: string): Promise<string> {
  const folder = resolve(path)
  try {
    await makeFolder(folder)
    if (!(await stat(folder)).isDirectory()) throw new Error('it is no folder')
    await access(folder, constants.W_OK | constants.X_OK)
    await Promise.all(written.map((name) => rm(join(folder, name), { force: true })))
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new UsageError(`Nothing can be written to --out ${folder}: ${reason}`)
  }
  return folder
}

/**
 * Makes a folder and those above it. Node's own recursive mkdir never ends where the system answers ENOENT below a folder
 * that is there, as below /proc.
 */
async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'EEXIST') return
    if (code !== 'ENOENT') throw error
    await makeFolder(dirname(folder))
    await mkdir(folder)
  }
}
