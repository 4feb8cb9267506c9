import { spawn } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Why a program did not start, as a clause for after its name, and what helps. */
export interface NotStarted {
  readonly why: string
  /** Undefined where what helps is to install it. */
  readonly remedy: string | undefined
}

/** What helps where a folder for temporary files is none that programs can be run from. */
export const temporaryRemedy =
  'Set TMPDIR to a folder of yours from which programs may run, or install the program where only root can change it.'

/**
 * Tells why the copy of a program did not start: the system names the copy, which nobody knows of, and has one code for a folder
 * from which nothing runs (mount(8) noexec) and for a program that may not be run.
 * @param code of the system, such as `EACCES`
 */
export async function whyNotStarted(code: string, isCopy: boolean, folder: string = tmpdir()): Promise<NotStarted> {
  if (code === 'EACCES' || code === 'EPERM') {
    if (isCopy && !(await runsIn(folder))) {
      return {
        why: `is run as a copy, and nothing may run in the folder for temporary files, ${folder} (it may be mounted noexec)`,
        remedy: temporaryRemedy
      }
    }
    return { why: `may not be run (${code}), or what its first line names may not`, remedy: 'Look at its permissions.' }
  }
  if (code === 'ENOENT')
    return { why: 'could not be started: what its first line names is not installed', remedy: undefined }
  if (code === 'ENOEXEC') return { why: 'is no program of this system', remedy: undefined }
  return { why: `could not be started (${code})`, remedy: undefined }
}

/** Whether a program may be run from a folder: a script that does nothing is tried. */
async function runsIn(folder: string): Promise<boolean> {
  const own = await mkdtemp(join(folder, 'backout-try-')).catch(() => null)
  if (own === null) return false
  try {
    const path = join(own, 'try')
    await writeFile(path, '#!/bin/sh\nexit 0\n', { mode: 0o500 })
    return await new Promise((resolve) => {
      const child = spawn(path, { stdio: 'ignore', env: {} })
      child.once('error', () => resolve(false))
      child.once('close', (ended) => resolve(ended === 0))
    })
  } finally {
    await rm(own, { recursive: true, force: true })
  }
}
