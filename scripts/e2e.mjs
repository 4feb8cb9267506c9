import { join } from 'node:path'
import { ensureBuild } from './setup/build.mjs'
import { ensureDependencies } from './setup/dependencies.mjs'
import { ensureElectron } from './setup/electron.mjs'
import { root } from './setup/folders.mjs'
import { runInPlace } from './setup/run.mjs'
import { main } from './setup/say.mjs'
import { ensureSystemPackages } from './setup/system-packages.mjs'

const USAGE = ['usage: npm run e2e [-- FILTER] [PLAYWRIGHT ARGUMENTS]', '', 'Only the tests in the real window.'].join(
  '\n'
)

// npm run e2e [-- PLAYWRIGHT ARGUMENTS]: only the tests in the real window.
await main(async () => {
  await ensureDependencies()
  await ensureSystemPackages({ virtual: true })
  const [electron] = await Promise.all([ensureElectron(), ensureBuild()])
  const playwright = join(root, 'node_modules', '@playwright', 'test', 'cli.js')
  const env = { ...process.env, BACKOUT_ELECTRON: electron.executable }
  return runInPlace(process.execPath, [playwright, 'test', ...process.argv.slice(2)], { cwd: root, env })
}, USAGE)
