import { parseArgs } from 'node:util'
import scenarios from '../../../resources/drills/scenarios.json' with { type: 'json' }
import usageText from '../../../resources/drills/usage.json' with { type: 'json' }
import type { ClockView } from '../../contract/index.ts'
import { longestAnswerMs } from '../ports/wire.ts'

/** A drill of its own, or a cluster that is already there. */
export type PlayedWorld =
  | { readonly kind: 'drill'; readonly scenario: string; readonly seed: number; readonly speed: number }
  | {
      readonly kind: 'cluster'
      readonly kubeconfig: string
      readonly context: string
      readonly namespace: string
      /** The clock of a drill that someone else started; null for wall time. */
      readonly clock: ClockView | null
      /** Where what users saw can be asked; null when nobody counts. */
      readonly control: string | null
      /** A rollback that is asked for by name, instead of looking for trouble. */
      readonly rollback: { readonly deployment: string; readonly revision: number } | null
      /** How long an answer to a change is waited for, real milliseconds; null for the console's own limit. */
      readonly requestTimeoutMs: number | null
    }

/** Options of the headless host. */
export interface AutopilotOptions {
  readonly out: string
  /** Waits until what was proved has been watched to the end. */
  readonly watch: boolean
  readonly world: PlayedWorld
}

/** A command line that cannot be run; the message says why and how. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

/** How the command line is written. */
export const usage = usageText.lines.join('\n')

/** Whether only the usage is asked for. */
export function asksForHelp(args: readonly string[]): boolean {
  return args.includes('--help') || args.includes('-h')
}

const options = {
  scenario: { type: 'string' },
  autopilot: { type: 'boolean' },
  watch: { type: 'boolean' },
  out: { type: 'string' },
  speed: { type: 'string' },
  seed: { type: 'string' },
  kubeconfig: { type: 'string' },
  context: { type: 'string' },
  namespace: { type: 'string' },
  clock: { type: 'string' },
  control: { type: 'string' },
  deployment: { type: 'string' },
  'to-revision': { type: 'string' },
  'request-timeout': { type: 'string' }
} as const

/** A world of its own has none of these, one that is already there none of those. */
const ofCluster = ['context', 'namespace', 'clock', 'control', 'deployment', 'to-revision'] as const
const ofDrill = ['scenario', 'speed', 'seed'] as const

type Values = { readonly [K in Exclude<keyof typeof options, 'autopilot' | 'watch'>]?: string } & {
  readonly autopilot?: boolean
  readonly watch?: boolean
}

/**
 * Reads the autopilot's command line.
 * @throws UsageError on an unknown option or scenario, a missing one, one too many, or a number out of range.
 */
export function readAutopilotOptions(args: readonly string[], drawSeed: () => number): AutopilotOptions {
  const values = parse(args)
  const isCluster = values.kubeconfig !== undefined
  refuse(values, isCluster ? ofDrill : ofCluster, isCluster ? '--kubeconfig' : '--scenario')
  const common = { out: values.out ?? 'drill-output', watch: values.watch === true }
  return { ...common, world: isCluster ? clusterOf(values) : drillOf(values, drawSeed) }
}

function refuse(values: Values, names: readonly (keyof Values)[], beside: string): void {
  const stray = names.find((name) => values[name] !== undefined)
  if (stray !== undefined) throw new UsageError(`--${stray} means nothing beside ${beside}.\n${usage}`)
}

function drillOf(values: Values, drawSeed: () => number): PlayedWorld {
  return {
    kind: 'drill',
    scenario: knownScenario(required('scenario', values.scenario)),
    speed: numberIn('speed', values.speed ?? '20', 1, 100),
    seed: values.seed === undefined ? drawSeed() : wholeNumber('seed', values.seed)
  }
}

function knownScenario(id: string): string {
  const known = scenarios.map((scenario) => scenario.id)
  if (known.includes(id)) return id
  throw new UsageError(`There is no scenario ${JSON.stringify(id)}; there are: ${known.join(', ')}.\n${usage}`)
}

function clusterOf(values: Values): PlayedWorld {
  return {
    kind: 'cluster',
    kubeconfig: required('kubeconfig', values.kubeconfig),
    context: required('context', values.context),
    namespace: required('namespace', values.namespace),
    clock: values.clock === undefined ? null : clockIn(values.clock),
    control: values.control ?? null,
    rollback:
      values.deployment === undefined
        ? null
        : {
            deployment: values.deployment,
            revision: wholeNumber('to-revision', required('to-revision', values['to-revision']))
          },
    requestTimeoutMs:
      values['request-timeout'] === undefined
        ? null
        : numberIn('request-timeout', values['request-timeout'], 1, longestAnswerMs / 1_000) * 1_000
  }
}

function parse(args: readonly string[]): Values {
  try {
    return parseArgs({ args: [...args], options }).values as Values
  } catch (error) {
    throw new UsageError(`${error instanceof Error ? error.message : String(error)}\n${usage}`)
  }
}

function required(option: string, value: string | undefined): string {
  if (value) return value
  throw new UsageError(`--${option} is missing.\n${usage}`)
}

function numberIn(option: string, text: string, min: number, max: number): number {
  const value = Number(text)
  if (text.trim() === '' || !(value >= min && value <= max)) {
    throw new UsageError(`--${option} takes a number from ${min} to ${max}, not "${text}".\n${usage}`)
  }
  return value
}

function wholeNumber(option: string, text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw new UsageError(`--${option} takes a whole number, not "${text}".\n${usage}`)
  return Number(text)
}

function clockIn(text: string): ClockView {
  try {
    const { simulatedAt, realAt, speed } = JSON.parse(text) as ClockView
    return { simulatedAt, realAt, speed }
  } catch {
    throw new UsageError(`--clock takes the "clock" of a drill's ready line as JSON, not "${text}".\n${usage}`)
  }
}
