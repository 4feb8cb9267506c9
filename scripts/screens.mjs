import { resolve } from 'node:path'
import { ensureDependencies } from './setup/dependencies.mjs'
import { ensureElectron } from './setup/electron.mjs'
import { root } from './setup/folders.mjs'
import { main, say } from './setup/say.mjs'
import { ensureSystemPackages } from './setup/system-packages.mjs'
import { hasNoDisplay, startVirtualDisplay } from './setup/virtual-display.mjs'

// npm run screens [-- --only NAME[,NAME]] [--out DIR]: renews the pictures in docs/screens, one for each state of the window.
await main(async () => {
  await ensureDependencies()
  await ensureSystemPackages({ virtual: true })
  const electron = await ensureElectron()
  const display = hasNoDisplay() ? await startVirtualDisplay() : null
  const { takePictures } = await import('./screens/take-pictures.mjs')
  try {
    const taken = await takePictures({
      executable: electron.executable,
      env: { ...process.env, ...display?.env },
      out: resolve(root, option('--out') ?? 'docs/screens'),
      only: option('--only')
    })
    say(`${taken} pictures`)
    return 0
  } finally {
    await display?.stop()
  }
})

/**
 * @param {string} name
 * @returns {string | undefined}
 */
function option(name) {
  const at = process.argv.indexOf(name)
  return at === -1 ? undefined : process.argv[at + 1]
}
