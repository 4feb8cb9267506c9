import { describe, expect, test, vi } from 'vitest'
import { ensureSystemPackages } from './system-packages.mjs'

/** @param {Partial<import('./system-packages.mjs').Machine>} known */
function machine(known) {
  /** @type {string[][]} */
  const installs = []
  return {
    installs,
    port: {
      platform: /** @type {const} */ ('linux'),
      isDebian: true,
      isRoot: true,
      installed: async () => new Set(),
      refresh: async () => 0,
      available: async (/** @type {readonly string[]} */ names) => new Set(names),
      install: async (/** @type {readonly string[]} */ names) => {
        installs.push([...names])
        return 0
      },
      hasLibrary: async () => true,
      hasProgram: async () => true,
      ...known
    }
  }
}

describe('ensureSystemPackages', () => {
  test('as root on Debian installs what is missing, and only that', async () => {
    const present = ['libgtk-3-0', 'libnss3', 'libasound2', 'libgbm1', 'libnotify4', 'libxss1', 'xvfb', 'xauth', 'dbus']
    const { port, installs } = machine({ installed: async () => new Set(present) })
    await ensureSystemPackages({ virtual: true }, port)
    expect(installs).toEqual([['libsecret-1-0', 'gnome-keyring', 'dbus-x11']])
  })

  test('takes the names of newer releases where the old ones are gone', async () => {
    const { port, installs } = machine({
      available: async () => new Set(['libgtk-3-0t64', 'libasound2t64', 'libnss3', 'libgbm1', 'libnotify4', 'libxss1'])
    })
    await ensureSystemPackages({ virtual: false }, port)
    expect(installs[0]).toContain('libgtk-3-0t64')
    expect(installs[0]).toContain('libasound2t64')
    expect(installs[0]).not.toContain('libgtk-3-0')
  })

  test('a renamed package that is there is not missing', async () => {
    const there = ['libgtk-3-0t64', 'libasound2t64', 'libnss3', 'libgbm1', 'libnotify4', 'libxss1', 'libsecret-1-0']
    const { port, installs } = machine({ installed: async () => new Set(there) })
    await ensureSystemPackages({ virtual: false }, port)
    expect(installs).toEqual([])
  })

  test('without root names every missing package and the command', async () => {
    const { port, installs } = machine({ isRoot: false, installed: async () => new Set(['libnss3']) })
    await expect(ensureSystemPackages({ virtual: false }, port)).rejects.toThrow(
      'sudo apt-get update && sudo apt-get install -y libgtk-3-0 libasound2 libgbm1 libnotify4 libxss1 libsecret-1-0'
    )
    expect(installs).toEqual([])
  })

  test('without root asks for the names that this release has, and changes nothing', async () => {
    const refreshed = vi.fn()
    const { port } = machine({
      isRoot: false,
      installed: async () => new Set(['libgtk-3-0t64', 'libnss3', 'libgbm1', 'libnotify4', 'libxss1']),
      available: async () => new Set(['libasound2t64', 'libsecret-1-0']),
      refresh: refreshed
    })
    await expect(ensureSystemPackages({ virtual: false }, port)).rejects.toThrow(
      'sudo apt-get update && sudo apt-get install -y libasound2t64 libsecret-1-0'
    )
    expect(refreshed).not.toHaveBeenCalled()
  })

  test('a failing apt-get is said with its command', async () => {
    const { port } = machine({ install: async () => 100 })
    await expect(ensureSystemPackages({ virtual: false }, port)).rejects.toThrow(/exit 100.*apt-get install -y/)
  })

  test('on another Linux names the missing libraries and programs by what they are', async () => {
    const { port } = machine({
      isDebian: false,
      hasLibrary: async (library) => library !== 'libsecret-1.so.0',
      hasProgram: async (program) => program !== 'Xvfb'
    })
    await expect(ensureSystemPackages({ virtual: true }, port)).rejects.toThrow(
      'libsecret (libsecret-1.so.0), Xvfb (the program Xvfb)'
    )
  })

  test('macOS and Windows bring everything', async () => {
    for (const platform of /** @type {const} */ (['darwin', 'win32'])) {
      const { port, installs } = machine({ platform })
      await ensureSystemPackages({ virtual: true }, port)
      expect(installs).toEqual([])
    }
  })
})
