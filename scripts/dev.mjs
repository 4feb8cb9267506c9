import { join } from 'node:path'
import { forgetBuild } from './setup/build.mjs'
import { ensureDependencies } from './setup/dependencies.mjs'
import { electronEnvironment, ensureElectron, rootArguments } from './setup/electron.mjs'
import { root } from './setup/folders.mjs'
import { runInPlace } from './setup/run.mjs'
import { main, Trouble } from './setup/say.mjs'
import { ensureSystemPackages } from './setup/system-packages.mjs'
import { hasNoDisplay } from './setup/virtual-display.mjs'

const USAGE = [
  'usage: npm run dev [-- ARGUMENTS OF THE APP]',
  '',
  'The app with hot reload of the window, and a restart when main or preload change.'
].join('\n')

// npm run dev: the app with hot reload of the renderer and a restart when main or preload change.
await main(async () => {
  if (hasNoDisplay()) throw new Trouble('npm run dev needs a display: neither DISPLAY nor WAYLAND_DISPLAY is set.', 2)
  await ensureDependencies()
  await ensureSystemPackages({ virtual: false })
  const electron = await ensureElectron()
  await forgetBuild()
  const vite = join(root, 'node_modules', 'electron-vite', 'bin', 'electron-vite.js')
  const sandbox = rootArguments().length > 0 ? ['--noSandbox'] : []
  const env = { ...electronEnvironment(), ELECTRON_EXEC_PATH: electron.executable }
  return runInPlace(process.execPath, [vite, 'dev', '--watch', ...sandbox, '--', ...process.argv.slice(2)], {
    cwd: root,
    env
  })
}, USAGE)
