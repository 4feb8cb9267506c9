import { parseArgs } from 'node:util'
import { misuse } from './say.mjs'

/** What the app itself reads; src/main/host/command-line.ts says how. */
const OPTIONS = /** @type {const} */ ({
  drill: { type: 'boolean' },
  scenario: { type: 'string' },
  seed: { type: 'string' },
  'no-drill': { type: 'boolean' },
  kubeconfig: { type: 'string' },
  context: { type: 'string' },
  namespace: { type: 'string' },
  deployment: { type: 'string' },
  workload: { type: 'string' }
})

export const USAGE = [
  'usage: npm start [-- --drill [--scenario ID] [--seed N]]',
  '   or: npm start -- --no-drill',
  '   or: npm start -- --kubeconfig FILE --context NAME [--namespace NS] [--workload KIND/NAME]',
  '',
  '  --drill       the practice incident, which is also what opens without any option',
  '  --scenario    which one; npm run --silent drill -- --list names them',
  '  --seed        the same names and numbers again; drawn by chance when left out',
  '  --no-drill    first run, or the environment that was open last',
  '  --kubeconfig  needs --context: Backout never guesses which cluster of the file is meant',
  '  --workload    the service to open: deployment/, statefulset/, daemonset/ or rollout/NAME',
  '  --deployment  the same for a Deployment, by its name alone',
  '',
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
    throw misuse(`npm kept --${taken} for itself: it wants a -- in front of what is not its own.`, USAGE)
  }
  const end = args.indexOf('--')
  const ours = end === -1 ? [...args] : args.slice(0, end)
  try {
    parseArgs({ args: ours, options: OPTIONS })
  } catch (error) {
    throw misuse(error instanceof Error ? error.message : String(error), USAGE)
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
