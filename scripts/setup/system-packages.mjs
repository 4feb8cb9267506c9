import { existsSync } from 'node:fs'
import { runQuietly, runStep } from './run.mjs'
import { say, Trouble } from './say.mjs'

/**
 * What Electron and the keychain need from Debian, and what a machine with no display needs besides. Where newer
 * releases renamed a package for the 64-bit time change, the new name follows the old one.
 */
const RUNTIME = [
  ['libgtk-3-0', 'libgtk-3-0t64'],
  ['libnss3'],
  ['libasound2', 'libasound2t64'],
  ['libgbm1'],
  ['libnotify4'],
  ['libxss1'],
  ['libsecret-1-0']
]
const VIRTUAL = [['xvfb'], ['xauth'], ['gnome-keyring'], ['dbus'], ['dbus-x11']]

/**
 * @typedef {object} Machine what is known about, and can be done to, the computer; a port, so that the decision is tested
 * @property {NodeJS.Platform} platform
 * @property {boolean} isDebian
 * @property {boolean} isRoot
 * @property {(names: readonly string[]) => Promise<ReadonlySet<string>>} installed which of these packages are there
 * @property {() => Promise<number>} refresh fetches the archive's lists anew; exit code of the package manager
 * @property {(names: readonly string[]) => Promise<ReadonlySet<string>>} available which of these the lists offer
 * @property {(names: readonly string[]) => Promise<number>} install exit code of the package manager
 * @property {(library: string) => Promise<boolean>} hasLibrary
 * @property {(program: string) => Promise<boolean>} hasProgram
 */

/**
 * Sees to it that the system packages are there: installs what is missing on Debian as root, and otherwise says exactly
 * what is missing and the command that gets it.
 *
 * @param {{ virtual: boolean }} need whether a virtual display and a private keychain are needed too
 * @param {Machine} [machine]
 */
export async function ensureSystemPackages(need, machine = thisMachine()) {
  if (machine.platform !== 'linux') return
  const wanted = need.virtual ? [...RUNTIME, ...VIRTUAL] : RUNTIME
  if (!machine.isDebian) return requireParts(need, machine)

  const installed = await machine.installed(wanted.flat())
  const missing = wanted.filter((names) => !names.some((name) => installed.has(name)))
  if (missing.length === 0) return
  if (machine.isRoot) await machine.refresh()
  const available = await machine.available(missing.flat())
  const chosen = missing.map((names) => names.find((name) => available.has(name)) ?? names[0] ?? '')
  const command = `apt-get update && ${machine.isRoot ? '' : 'sudo '}apt-get install -y ${chosen.join(' ')}`
  if (!machine.isRoot) {
    throw new Trouble(`These system packages are missing: ${chosen.join(' ')}. Get them with: sudo ${command}`)
  }
  say(`installing missing system packages: ${chosen.join(' ')}`)
  const code = await machine.install(chosen)
  if (code !== 0) {
    throw new Trouble(`apt-get could not install them (exit ${code}); its message is above. To try again: ${command}`)
  }
}

const LIBRARIES = [
  ['libgtk-3.so.0', 'GTK 3'],
  ['libnss3.so', 'NSS'],
  ['libasound.so.2', 'ALSA'],
  ['libgbm.so.1', 'GBM (Mesa)'],
  ['libnotify.so.4', 'libnotify'],
  ['libXss.so.1', 'libXss'],
  ['libsecret-1.so.0', 'libsecret']
]
const PROGRAMS = [
  ['Xvfb', 'Xvfb'],
  ['dbus-daemon', 'D-Bus'],
  ['gnome-keyring-daemon', 'gnome-keyring']
]

/**
 * Other Linux systems: package names differ, so what is missing is named by what it is.
 *
 * @param {{ virtual: boolean }} need
 * @param {Machine} machine
 */
async function requireParts(need, machine) {
  const missing = []
  for (const [library = '', name] of LIBRARIES) {
    if (!(await machine.hasLibrary(library))) missing.push(`${name} (${library})`)
  }
  for (const [program = '', name] of need.virtual ? PROGRAMS : []) {
    if (!(await machine.hasProgram(program))) missing.push(`${name} (the program ${program})`)
  }
  if (missing.length > 0) {
    throw new Trouble(`These are missing: ${missing.join(', ')}. Install them with this system's package manager.`)
  }
}

/** @returns {Machine} */
function thisMachine() {
  return {
    platform: process.platform,
    isDebian: existsSync('/etc/debian_version'),
    isRoot: process.getuid?.() === 0,
    async installed(names) {
      const query = ['-W', '-f=${Package} ${db:Status-Status}\\n', ...names]
      const { stdout } = await runQuietly('dpkg-query', query)
      const lines = stdout.split('\n').filter((line) => line.endsWith(' installed'))
      return new Set(lines.map((line) => line.split(' ')[0] ?? ''))
    },
    async refresh() {
      return apt(['update'])
    },
    async available(names) {
      const { stdout } = await runQuietly('apt-cache', ['show', '--no-all-versions', ...names])
      return new Set([...stdout.matchAll(/^Package: (.+)$/gm)].map((match) => match[1] ?? ''))
    },
    async install(names) {
      return apt(['install', '-y', '--no-install-recommends', ...names])
    },
    async hasLibrary(library) {
      const { code, stdout } = await runQuietly('ldconfig', ['-p'])
      // Where the linker's list cannot be read, Electron's own message on start has to do.
      return code !== 0 || stdout.includes(library)
    },
    async hasProgram(program) {
      return (process.env.PATH ?? '').split(':').some((folder) => existsSync(`${folder}/${program}`))
    }
  }
}

/** @param {readonly string[]} args */
function apt(args) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  return runStep('apt-get', ['-q', ...args], { env, stdoutTo: 'stderr' })
}
