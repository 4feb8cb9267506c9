import { parseArgs } from 'node:util'
import { Trouble } from './say.mjs'

/** What the app itself reads; src/main/host/command-line.ts says how. */
const OPTIONS = /** @type {const} */ ({
  drill: { type: 'boolean' },
  'no-drill': { type: 'boolean' },
  kubeconfig: { type: 'string' },
  context: { type: 'string' },
  namespace: { type: 'string' },
  deployment: { type: 'string' }
})

const USAGE = [
  'usage: npm start [-- --no-drill | --kubeconfig FILE --context NAME [--namespace NS] [--deployment NAME]]',
  'Switches of Electron go behind one more --, as in: npm start -- --no-drill -- --ozone-platform=wayland'
].join('\n')

/**
 * Reads what stands behind `npm start --`. The app passes over what it does not know, because Chromium has hundreds of
 * switches; here a slip of the hand is told from them.
 *
 * @param {readonly string[]} args
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {{ ours: string[], switches: string[] }} for the app, and for Electron
 * @throws {Trouble} with exit code 2 on anything else than the options of the app
 */
export function readStartArguments(args, env = process.env) {
  const taken = Object.keys(OPTIONS).find((name) => isTakenByNpm(name, env))
  if (taken !== undefined) {
    throw new Trouble(`npm kept --${taken} for itself: it wants a -- in front of what is not its own.\n${USAGE}`, 2)
  }
  const end = args.indexOf('--')
  const ours = end === -1 ? [...args] : args.slice(0, end)
  try {
    parseArgs({ args: ours, options: OPTIONS })
  } catch (error) {
    throw new Trouble(`${error instanceof Error ? error.message : String(error)}\n${USAGE}`, 2)
  }
  return { ours, switches: end === -1 ? [] : args.slice(end + 1) }
}

/**
 * `npm start --no-drill`, without the `--` in between, reaches nobody: npm keeps it as a setting of its own, and tells
 * its children so. A negated one is an empty text.
 *
 * @param {string} name
 * @param {NodeJS.ProcessEnv} env
 */
function isTakenByNpm(name, env) {
  const value = env[`npm_config_${name.replace(/^no-/, '')}`]
  return value !== undefined && (value === '') === name.startsWith('no-')
}
