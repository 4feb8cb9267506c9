import { stat } from 'node:fs/promises'
import { flipFuses, FuseV1Options, FuseVersion, getCurrentFuseWire } from '@electron/fuses'
import { Trouble } from '../setup/say.mjs'

/**
 * How a packaged Backout is set, by fuse (electron docs/tutorial/fuses.md).
 *
 * @type {Readonly<Record<keyof typeof FuseV1Options, boolean>>}
 */
export const wanted = {
  /** The signed program is no interpreter for others. */
  RunAsNode: false,
  /** The window keeps no cookie, and a session in memory needs no key from the keychain. */
  EnableCookieEncryption: false,
  /** Nothing of NODE_OPTIONS or NODE_EXTRA_CA_CERTS. */
  EnableNodeOptionsEnvironmentVariable: false,
  /** No --inspect, and no inspector on SIGUSR1, also before the first line of ours runs. */
  EnableNodeCliInspectArguments: false,
  /** macOS and Windows; elsewhere it changes nothing. */
  EnableEmbeddedAsarIntegrityValidation: true,
  /** A folder beside the archive would be loaded instead of it. */
  OnlyLoadAppFromAsar: true,
  /** No snapshot of our own is shipped. */
  LoadBrowserProcessSpecificV8Snapshot: false,
  /** Nothing is served from file: addresses. */
  GrantFileProtocolExtraPrivileges: false
}

/** What a fuse says in the program: `FuseState` of @electron/fuses (constants.ts), whose values are characters. */
const states = /** @type {Readonly<Record<number, string>>} */ ({
  48: 'off',
  49: 'on',
  114: 'removed',
  144: 'inherited'
})

/**
 * Reads the fuses of an Electron back.
 *
 * @param {string} executable
 * @returns {Promise<readonly string[]>} one sentence for each that is not as it is wanted, also for one that nobody has
 *   decided on; empty when all are
 */
export async function wrongFuses(executable) {
  const wire = /** @type {Readonly<Record<string, unknown>>} */ (
    /** @type {unknown} */ (await getCurrentFuseWire(executable))
  )
  const found = Object.entries(wire).filter(([index]) => /^\d+$/.test(index))
  const undecided = found.filter(([index]) => !(index in FuseV1Options))
  const wrong = Object.entries(wanted).flatMap(([name, isOn]) => {
    const state = states[Number(wire[FuseV1Options[/** @type {keyof typeof wanted} */ (name)]])] ?? 'missing'
    const want = isOn ? 'on' : 'off'
    return state === want ? [] : [`${name} is ${state}, and has to be ${want}`]
  })
  return [
    ...wrong,
    ...undecided.map(([index]) => `Fuse ${index} is unknown here: decide on it before this Electron is shipped`)
  ]
}

/**
 * Sets the fuses of an Electron that is about to be packaged, and reads them back. To be done before it is signed.
 *
 * @param {string} executable of a copy: one that is shared with a checkout or a cache is refused
 */
export async function setFuses(executable) {
  const { nlink } = await stat(executable)
  if (nlink > 1) throw new Trouble(`${executable} is shared with another folder: set the fuses of a copy.`)
  const fuses = Object.fromEntries(
    Object.entries(wanted).map(([name, isOn]) => [FuseV1Options[/** @type {keyof typeof wanted} */ (name)], isOn])
  )
  await flipFuses(executable, {
    version: FuseVersion.V1,
    resetAdHocDarwinSignature: process.platform === 'darwin',
    ...fuses
  })
  const wrong = await wrongFuses(executable)
  if (wrong.length > 0) throw new Trouble(wrong.join('\n'))
}
