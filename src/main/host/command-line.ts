import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import scenarios from '../../../resources/drills/scenarios.json' with { type: 'json' }
import type { Launch } from '../ports/console.ts'
import { namedWorkload } from './named-workload.ts'

/** Which exercise the drill is, and its seed; the host keeps both from the console. */
export interface DrillChoice {
  readonly scenario?: string
  readonly seed?: number
}

/** What the command line asks for, or why it cannot be understood. */
export type CommandLine =
  | { readonly ok: true; readonly launch: Launch; readonly drill?: DrillChoice }
  /** Only the usage, for standard output. */
  | { readonly ok: true; readonly help: string }
  | { readonly ok: false; readonly message: string }

const options = {
  drill: { type: 'boolean' },
  scenario: { type: 'string' },
  seed: { type: 'string' },
  'no-drill': { type: 'boolean' },
  kubeconfig: { type: 'string' },
  context: { type: 'string' },
  namespace: { type: 'string' },
  deployment: { type: 'string' },
  workload: { type: 'string' }
} as const

/** Names of all options, without their dashes. */
export const ownOptions: ReadonlySet<string> = new Set([...Object.keys(options), 'help'])

const valued = ['kubeconfig', 'context', 'namespace', 'deployment', 'workload', 'scenario', 'seed'] as const
type Valued = (typeof valued)[number]

/**
 * Reads our own arguments. Those of Electron and Chromium, and the app's folder, are passed over.
 * @param argv without the program
 * @param defaults what no argument means: the drill from a checkout, the last environment in a packaged app
 */
export function readCommandLine(
  argv: readonly string[],
  defaults: { readonly drill: boolean; readonly cwd: string }
): CommandLine {
  if (argv.includes('--help') || argv.includes('-h')) return { ok: true, help: usage }
  const { values } = parseArgs({ args: [...argv], options, strict: false, allowPositionals: true })
  const text = (name: Valued) => {
    const value = values[name]
    return typeof value === 'string' && value !== '' && !value.startsWith('--') ? value : undefined
  }
  for (const name of valued) {
    if (values[name] !== undefined && text(name) === undefined) return refuse(`--${name} needs a value.`)
  }
  const [file, context, namespace] = [text('kubeconfig'), text('context'), text('namespace')]
  const [deployment, written] = [text('deployment'), text('workload')]
  if (file === undefined) {
    const stray = (['context', 'namespace', 'deployment', 'workload'] as const).find((name) => text(name) !== undefined)
    if (stray !== undefined) return refuse(`--${stray} needs --kubeconfig FILE.`)
    if (values.drill === true && values['no-drill'] === true)
      return refuse('--drill and --no-drill exclude each other.')
    return drillOrLast(values['no-drill'] === true, values.drill === true || defaults.drill, text)
  }
  const ofDrill = (['scenario', 'seed'] as const).find((name) => text(name) !== undefined)
  if (ofDrill !== undefined) return refuse(`--${ofDrill} and --kubeconfig exclude each other.`)
  if (values.drill === true) return refuse('--drill and --kubeconfig exclude each other.')
  if (context === undefined)
    return refuse('--kubeconfig needs --context NAME: Backout never guesses which cluster is meant.')
  if (deployment !== undefined && written !== undefined)
    return refuse('--deployment and --workload exclude each other.')
  const workload = written === undefined ? deployment && { name: deployment } : namedWorkload(written)
  if (workload === null)
    return refuse(`--workload takes KIND/NAME, such as statefulset/cart, not ${JSON.stringify(written)}.`)
  return {
    ok: true,
    launch: {
      kind: 'kubeconfig',
      file: resolve(defaults.cwd, file),
      context,
      ...(namespace === undefined ? {} : { namespace }),
      ...(workload ? { workload } : {})
    }
  }
}

function drillOrLast(refused: boolean, wanted: boolean, text: (name: Valued) => string | undefined): CommandLine {
  const [scenario, seed] = [text('scenario'), text('seed')]
  const named = scenario !== undefined || seed !== undefined
  if (refused && named) return refuse('--scenario and --seed are for the drill; --no-drill excludes them.')
  if (refused || !(wanted || named)) return { ok: true, launch: { kind: 'last' } }
  const known = scenarios.map(({ id }) => id)
  if (scenario !== undefined && !known.includes(scenario))
    return refuse(`There is no scenario ${JSON.stringify(scenario)}; there are: ${known.join(', ')}.`)
  if (seed !== undefined && !/^\d{1,15}$/.test(seed)) return refuse(`--seed takes a whole number, not "${seed}".`)
  const drill = {
    ...(scenario === undefined ? {} : { scenario }),
    ...(seed === undefined ? {} : { seed: Number(seed) })
  }
  return { ok: true, launch: { kind: 'drill' }, ...(named ? { drill } : {}) }
}

const usage = [
  'Usage: [--drill [--scenario ID] [--seed N] | --no-drill |',
  '        --kubeconfig FILE --context NAME [--namespace NS] [--workload KIND/NAME]]',
  'KIND is deployment, statefulset, daemonset or rollout; --deployment NAME is the same as --workload deployment/NAME.',
  '--kubeconfig needs --context: Backout never guesses which cluster is meant.'
].join('\n')

function refuse(reason: string): CommandLine {
  return { ok: false, message: `${reason}\n${usage}` }
}
