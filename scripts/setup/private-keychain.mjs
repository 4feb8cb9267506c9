import { spawn } from 'node:child_process'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { runQuietly } from './run.mjs'
import { Trouble } from './say.mjs'
import { stopper } from './virtual-display.mjs'

/**
 * @typedef {object} PrivateKeychain
 * @property {Readonly<Record<string, string>>} env for the programs that are to use it
 * @property {() => Promise<void>} stop
 */

/**
 * Starts a real keychain that is nobody's: a D-Bus session bus and a gnome-keyring of our own, with every folder they
 * write to inside a scratch folder. The keychain of the person at the machine is never asked for anything.
 *
 * The password matters: with an empty one gnome-keyring makes no `login` collection and libsecret fails.
 *
 * @param {{ uid?: number, gid?: number }} [owner] the user who is to use it; ours when left out
 * @returns {Promise<PrivateKeychain>}
 */
export async function startPrivateKeychain(owner = {}) {
  const home = await mkdtemp(join(tmpdir(), 'backout-keychain-'))
  const folders = { HOME: home, XDG_DATA_HOME: join(home, 'data'), XDG_RUNTIME_DIR: join(home, 'run') }
  await mkdir(folders.XDG_DATA_HOME, { mode: 0o700 })
  await mkdir(folders.XDG_RUNTIME_DIR, { mode: 0o700 })
  if (owner.uid !== undefined) await giveTo(owner, [home, folders.XDG_DATA_HOME, folders.XDG_RUNTIME_DIR])

  const inherited = { ...process.env }
  delete inherited.DBUS_SESSION_BUS_ADDRESS
  delete inherited.GNOME_KEYRING_CONTROL
  const bus = spawn('dbus-daemon', ['--session', '--nofork', '--nopidfile', '--print-address=3'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
    env: { ...inherited, ...folders },
    ...owner
  })
  const stopBus = stopper(bus)
  const address = await firstLine(bus, bus.stdio[3], 'dbus-daemon')
  const env = { ...folders, DBUS_SESSION_BUS_ADDRESS: address }

  const daemon = spawn('gnome-keyring-daemon', ['--unlock', '--foreground', '--components=secrets'], {
    stdio: ['pipe', 'ignore', 'ignore'],
    env: { ...inherited, ...env },
    ...owner
  })
  const stopDaemon = stopper(daemon)
  daemon.stdin?.end('backout')
  await isUnlocked({ ...inherited, ...env }, owner)

  return {
    env,
    async stop() {
      await stopDaemon()
      await stopBus()
      await rm(home, { recursive: true, force: true })
    }
  }
}

/**
 * Waits until the daemon owns its name on the bus and has made its collection. The name first: asking a service that
 * is not there yet would make the bus start a second one.
 *
 * @param {NodeJS.ProcessEnv} env
 * @param {{ uid?: number, gid?: number }} owner
 */
async function isUnlocked(env, owner) {
  const questions = [
    {
      ask: ['--dest=org.freedesktop.DBus', '/', 'org.freedesktop.DBus.NameHasOwner', 'string:org.freedesktop.secrets'],
      answer: 'boolean true'
    },
    {
      ask: [
        '--dest=org.freedesktop.secrets',
        '/org/freedesktop/secrets',
        'org.freedesktop.DBus.Properties.Get',
        'string:org.freedesktop.Secret.Service',
        'string:Collections'
      ],
      answer: '/collection/login'
    }
  ]
  const deadline = Date.now() + 10_000
  for (const { ask, answer } of questions) {
    for (;;) {
      const { stdout } = await runQuietly('dbus-send', ['--session', '--print-reply', ...ask], { env, ...owner })
      if (stdout.includes(answer)) break
      if (Date.now() > deadline)
        throw new Trouble('gnome-keyring-daemon did not open its login collection within 10 s.')
      await delay(20)
    }
  }
}

/**
 * @param {{ uid?: number, gid?: number }} owner
 * @param {readonly string[]} folders
 */
async function giveTo(owner, folders) {
  const { chown } = await import('node:fs/promises')
  for (const folder of folders) await chown(folder, owner.uid ?? 0, owner.gid ?? owner.uid ?? 0)
}

/**
 * @param {import('node:child_process').ChildProcess} child
 * @param {import('node:stream').Readable | import('node:stream').Writable | null | undefined} stream
 * @param {string} name
 * @returns {Promise<string>}
 */
function firstLine(child, stream, name) {
  return new Promise((resolve, reject) => {
    let text = ''
    stream?.on('data', (/** @type {unknown} */ chunk) => {
      text += String(chunk)
      const end = text.indexOf('\n')
      if (end >= 0) resolve(text.slice(0, end))
    })
    child.once('error', reject)
    child.once('exit', (code) => {
      reject(new Trouble(`${name} ended with ${code} before it was ready`))
    })
  })
}
