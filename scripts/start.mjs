import { join } from 'node:path'
import { ensureBuild } from './setup/build.mjs'
import { ensureDependencies } from './setup/dependencies.mjs'
import { electronEnvironment, ensureElectron, rootArguments } from './setup/electron.mjs'
import { calledFrom, root } from './setup/folders.mjs'
import { runInPlace } from './setup/run.mjs'
import { main, say, Trouble } from './setup/say.mjs'
import { readStartArguments, USAGE } from './setup/start-arguments.mjs'
import { ensureSystemPackages } from './setup/system-packages.mjs'
import { hasNoDisplay } from './setup/virtual-display.mjs'

// npm start [-- --drill [--scenario ID] [--seed N] | --no-drill | --kubeconfig FILE --context NAME …]
// With a display the console opens; without one it plays the drill on autopilot on a virtual display.
await main(async () => {
  const { ours, switches } = readStartArguments(process.argv.slice(2))
  const virtual = hasNoDisplay()
  if (virtual && [...ours, ...switches].some((argument) => argument !== '--drill')) {
    throw new Trouble(
      'There is no display (neither DISPLAY nor WAYLAND_DISPLAY is set). Only the drill can be played without one: npm start, or npm run drill for a scenario of it.',
      2
    )
  }
  await ensureDependencies()
  await ensureSystemPackages({ virtual })
  const [electron] = await Promise.all([ensureElectron(), ensureBuild()])
  return virtual ? playOnVirtualDisplay(electron) : open(electron, [...switches, root, ...ours])
}, USAGE)

/**
 * @param {import('./setup/electron.mjs').Electron} electron
 * @param {readonly string[]} args
 */
function open(electron, args) {
  return runInPlace(electron.executable, [...rootArguments(), ...args], {
    env: electronEnvironment(),
    cwd: calledFrom()
  })
}

/** @param {import('./setup/electron.mjs').Electron} electron */
function playOnVirtualDisplay(electron) {
  say('no display: the console opens on a virtual one, and the drill is played on autopilot')
  const playwright = join(root, 'node_modules', '@playwright', 'test', 'cli.js')
  const config = join(root, 'e2e', 'autopilot.config.ts')
  const env = {
    BACKOUT_OUT: join(calledFrom(), 'drill-output'),
    ...electronEnvironment(),
    BACKOUT_ELECTRON: electron.executable
  }
  return runInPlace(process.execPath, [playwright, 'test', '--config', config], { cwd: root, env })
}
