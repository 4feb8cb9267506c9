import { execFile } from 'node:child_process'
import { chmod, chown, cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { root } from '../scripts/setup/folders.mjs'

const run = promisify(execFile)

/** A user without rights, who can read a copy of the app and of Electron, and has a home. */
export interface OtherUser {
  readonly uid: number
  readonly gid: number
  /** A program that becomes this user and then Electron. */
  readonly executable: string
  /** The folder of the app's copy. */
  readonly app: string
  /** A folder that belongs to this user. */
  readonly home: string
  readonly remove: () => Promise<void>
}

/**
 * Prepares to run the app as the system's user `nobody`, so that Chromium's sandbox, which it denies to root, is on.
 * Root's own folders are closed to others, hence the copies. Where unprivileged user namespaces are switched off,
 * Chromium needs its set-uid helper, which is made so in the copy only.
 *
 * @returns undefined when this process may not become another user
 */
export async function otherUser(): Promise<OtherUser | undefined> {
  const electron = process.env['BACKOUT_ELECTRON']
  if (process.platform !== 'linux' || process.getuid?.() !== 0 || electron === undefined) return undefined
  const { uid, gid } = await nobody()
  const folder = await mkdtemp(join(tmpdir(), 'backout-nobody-'))
  await chmod(folder, 0o755)

  const dist = join(folder, 'electron')
  await cp(dirname(electron), dist, { recursive: true })
  await chmod(join(dist, 'chrome-sandbox'), 0o4755)

  const app = join(folder, 'app')
  for (const part of ['package.json', 'out', 'resources', join('node_modules', 'keytar')]) {
    await cp(join(root, part), join(app, part), { recursive: true })
  }
  await run('chmod', ['-R', 'go+rX', folder])

  const home = join(folder, 'home')
  await mkdir(home, { mode: 0o700 })
  await chown(home, uid, gid)

  const executable = join(folder, 'electron-as-nobody')
  const become = `exec setpriv --reuid ${uid} --regid ${gid} --clear-groups -- '${join(dist, 'electron')}' "$@"`
  await writeFile(executable, `#!/bin/sh\n${become}\n`, { mode: 0o755 })
  return { uid, gid, executable, app, home, remove: () => rm(folder, { recursive: true, force: true, maxRetries: 5 }) }
}

/** The system's user without rights. */
export async function nobody(): Promise<{ readonly uid: number; readonly gid: number }> {
  const [uid, gid] = await Promise.all([idOf('-u'), idOf('-g')])
  return { uid, gid }
}

async function idOf(flag: '-u' | '-g'): Promise<number> {
  return Number((await run('id', [flag, 'nobody'])).stdout)
}
