import { parseArgs } from 'node:util'
import usage from '../../../resources/drills/usage.json' with { type: 'json' }
import type { ScenarioId } from './scenarios/plan.ts'
import { scenarioIds } from './scenarios/plan.ts'
import { isScenarioId } from './scenarios/list.ts'

/** What the command line asks for. */
export type DrillCommand =
  | { readonly kind: 'list' }
  | { readonly kind: 'serve'; readonly scenario: ScenarioId; readonly seed: number; readonly speed: number }
  /** The text for standard output. */
  | { readonly kind: 'help'; readonly text: string }
  | { readonly kind: 'badUsage'; readonly message: string }

function bad(message: string): DrillCommand {
  return { kind: 'badUsage', message: `${message}\n${usage.lines.join('\n')}` }
}

/** Reads the arguments after the program's name. `randomSeed` is taken where none is given. */
export function readCommandLine(args: readonly string[], randomSeed: () => number): DrillCommand {
  let values: Readonly<Record<string, string | boolean | undefined>>
  try {
    values = parseArgs({
      args: [...args],
      options: {
        help: { type: 'boolean', short: 'h' },
        list: { type: 'boolean' },
        serve: { type: 'boolean' },
        scenario: { type: 'string' },
        speed: { type: 'string' },
        seed: { type: 'string' }
      }
    }).values
  } catch (error) {
    return bad(error instanceof Error ? error.message : String(error))
  }
  if (values['help'] === true) return { kind: 'help', text: usage.lines.join('\n') }
  if (values['list'] === true) return { kind: 'list' }
  const scenario = String(values['scenario'] ?? '')
  if (scenario === '') return bad('--scenario is missing: name one of the scenarios that --list prints')
  if (!isScenarioId(scenario))
    return bad(`unknown scenario ${JSON.stringify(scenario)}: choose ${scenarioIds.join(', ')}`)
  if (values['serve'] !== true) return bad('--serve or --autopilot is missing: what is to be done with it?')
  const speed = Number(values['speed'] ?? '1')
  if (!(speed >= 1 && speed <= 100)) return bad(`--speed ${String(values['speed'])} is not a number from 1 to 100`)
  const seed = String(values['seed'] ?? randomSeed())
  if (!/^\d{1,15}$/.test(seed)) return bad(`--seed ${seed} is not a whole number from 0 up, of 15 digits at most`)
  return { kind: 'serve', scenario, seed: Number(seed), speed }
}
