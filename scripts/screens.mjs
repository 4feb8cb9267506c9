import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { ensureDependencies } from './setup/dependencies.mjs'
import { ensureElectron } from './setup/electron.mjs'
import { root } from './setup/folders.mjs'
import { main, misuse, say } from './setup/say.mjs'
import { ensureSystemPackages } from './setup/system-packages.mjs'
import { hasNoDisplay, startVirtualDisplay } from './setup/virtual-display.mjs'

const USAGE = [
  'usage: npm run screens [-- --only NAME[,NAME]] [--out DIR]',
  '',
  'Renews the pictures of the window, one for each of its states; docs/screens when no DIR is given.'
].join('\n')

// npm run screens [-- --only NAME[,NAME]] [--out DIR]: renews the pictures in docs/screens, one for each state of the window.
await main(async () => {
  const { only, out = 'docs/screens' } = options(process.argv.slice(2))
  await ensureDependencies()
  await ensureSystemPackages({ virtual: true })
  const electron = await ensureElectron()
  const display = hasNoDisplay() ? await startVirtualDisplay() : null
  const { takePictures } = await import('./screens/take-pictures.mjs')
  try {
    const taken = await takePictures({
      executable: electron.executable,
      env: { ...process.env, ...display?.env },
      out: resolve(root, out),
      only
    })
    say(`${taken} pictures`)
    return 0
  } finally {
    await display?.stop()
  }
}, USAGE)

/**
 * @param {readonly string[]} args
 * @throws {Trouble} with exit code 2 on anything else
 */
function options(args) {
  try {
    return parseArgs({ args: [...args], options: { only: { type: 'string' }, out: { type: 'string' } } }).values
  } catch (error) {
    throw misuse(error instanceof Error ? error.message : String(error), USAGE)
  }
}
