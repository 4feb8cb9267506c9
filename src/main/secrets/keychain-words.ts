import type { Failure } from '../../contract/index.ts'

/** The keychain's name as its users know it. */
export function backendName(platform: NodeJS.Platform): string {
  if (platform === 'darwin') return 'macOS Keychain'
  return platform === 'win32' ? 'Windows Credential Manager' : 'Secret Service'
}

/**
 * Whether the keychain's own message says that it is locked. libsecret: "Cannot create an item in a locked
 * collection" (gnome-keyring daemon/dbus/gkd-secret-create.c), a dismissed prompt; macOS: errSecInteractionNotAllowed
 * "User interaction is not allowed.", errSecAuthFailed, errSecUserCanceled.
 */
export function isLockedMessage(message: string): boolean {
  return /\blocked\b|dismissed|interaction is not allowed|user canceled|passphrase you entered is not correct/i.test(
    message
  )
}

/**
 * Whether a Secret Service answers that has no default collection. GLib: "Object does not exist at path
 * “/org/freedesktop/secrets/collection/login”" (gio/gdbusconnection.c); libsecret: "No such secret collection at path: /"
 * (libsecret/secret-collection.c).
 */
function lacksDefault(message: string): boolean {
  return /does not exist at path|no such (secret )?collection/i.test(message)
}

/** How to unlock it. */
export function lockedRemedy(platform: NodeJS.Platform): string {
  if (platform === 'darwin')
    return 'Unlock the login keychain in Keychain Access, then ask again. Until then new credentials stay in memory.'
  if (platform === 'win32') return 'Sign in again, then ask again. Until then new credentials stay in memory.'
  return 'Unlock the "login" keyring (Passwords and Keys, or sign in to the desktop again), then ask again. Until then new credentials stay in memory.'
}

/** What makes a keychain available. */
export function unavailableRemedy(platform: NodeJS.Platform, failure: Failure): string {
  const memory = 'Until then credentials stay in memory and are gone when Backout ends.'
  if (failure.code === 'timeout') return `Restart the keychain service or the session, then ask again. ${memory}`
  if (platform === 'linux' && lacksDefault(failure.message)) {
    return `Create a default keyring (Passwords and Keys: New, Password keyring, then "Set as default"; in KWallet: Create New Wallet), then ask again. ${memory}`
  }
  if (platform === 'linux') {
    return `Start a Secret Service in this session (gnome-keyring or KWallet, with libsecret and a D-Bus session), then ask again. ${memory}`
  }
  return `Check that the ${backendName(platform)} works, then ask again. ${memory}`
}
