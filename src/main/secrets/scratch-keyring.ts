import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'

/** A D-Bus session and a gnome-keyring of their own, in a scratch home: tests never meet the user's keyring. */
export interface ScratchKeyring {
  readonly env: Readonly<Record<string, string>>
  /** Starts the daemon again without a password: the collection exists and is locked. */
  lock(): Promise<void>
  unlock(): Promise<void>
  /** Kills the bus: its address stays in `env` and leads nowhere. */
  killBus(): Promise<void>
  /** Stops the daemon where it stands: calls reach it and are never answered. */
  freeze(): void
  close(): Promise<void>
}

/** Whether this machine has what a scratch keyring needs. */
export const hasKeyring =
  process.platform === 'linux' && ['dbus-daemon', 'dbus-send', 'gnome-keyring-daemon'].every(isOnPath)

function isOnPath(program: string): boolean {
  return (process.env.PATH ?? '').split(delimiter).some((folder) => existsSync(join(folder, program)))
}

/** Starts both, with the `login` collection unlocked; with an empty password there is no collection at all. */
export async function startScratchKeyring(password = 'password'): Promise<ScratchKeyring> {
  const home = await mkdtemp(join(tmpdir(), 'backout-keyring-'))
  const base = {
    PATH: process.env.PATH ?? '',
    HOME: home,
    XDG_RUNTIME_DIR: home,
    XDG_DATA_HOME: home,
    LC_ALL: 'C.UTF-8'
  }
  const bus = spawn('dbus-daemon', ['--session', '--nofork', '--print-address', `--address=unix:path=${home}/bus`], {
    env: base,
    stdio: ['ignore', 'pipe', 'ignore']
  })
  const [address] = (await once(bus.stdout, 'data')) as [Buffer]
  const env = { ...base, DBUS_SESSION_BUS_ADDRESS: address.toString().trim() }

  let daemon = await startDaemon(env, password)
  return {
    env,
    async lock() {
      await end(daemon)
      daemon = await startDaemon(env, undefined)
    },
    async unlock() {
      await end(daemon)
      daemon = await startDaemon(env, 'password')
    },
    killBus: () => end(bus),
    freeze() {
      daemon.kill('SIGSTOP')
    },
    async close() {
      await end(daemon)
      await end(bus)
      await rm(home, { recursive: true, force: true })
    }
  }
}

async function startDaemon(env: Record<string, string>, password: string | undefined): Promise<ChildProcess> {
  const unlock = password === undefined ? [] : ['--unlock']
  const daemon = spawn('gnome-keyring-daemon', ['--foreground', '--components=secrets', ...unlock], {
    env,
    stdio: ['pipe', 'ignore', 'ignore']
  })
  // Without the final newline: it would become part of the password.
  daemon.stdin?.end(password ?? '')
  for (let attempt = 0; attempt < 100; attempt += 1) {
    if (await ownsName(env)) return daemon
  }
  await end(daemon)
  throw new Error('gnome-keyring-daemon did not take its name on the bus')
}

/** The daemon tells nobody that it is ready; the bus knows. */
async function ownsName(env: Record<string, string>): Promise<boolean> {
  const question = ['--session', '--print-reply=literal', '--dest=org.freedesktop.DBus', '/org/freedesktop/DBus']
  const asked = spawn(
    'dbus-send',
    [...question, 'org.freedesktop.DBus.NameHasOwner', 'string:org.freedesktop.secrets'],
    {
      env,
      stdio: ['ignore', 'pipe', 'ignore']
    }
  )
  let reply = ''
  asked.stdout.on('data', (chunk: Buffer) => (reply += chunk.toString()))
  await once(asked, 'close')
  return reply.includes('true')
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = once(child, 'exit')
  child.kill('SIGKILL')
  await ended
}
