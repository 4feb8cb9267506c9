import { parseArgs } from 'node:util'

/** Options of `drill -- --scenario ID --autopilot`. */
export interface AutopilotOptions {
  readonly scenario: string
  readonly out: string
  /** Simulated seconds per second, 1–100. */
  readonly speed: number
  /** Drawn by chance when not given. */
  readonly seed: number
}

/** A command line that cannot be run; the message says why and how. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

const usage = 'usage: npm run --silent drill -- --scenario ID --autopilot [--out DIR] [--speed 1–100] [--seed N]'

/**
 * Reads the autopilot's command line.
 * @throws UsageError on an unknown option, a missing scenario, or a number out of range.
 */
export function readAutopilotOptions(args: readonly string[], drawSeed: () => number): AutopilotOptions {
  const values = parse(args)
  if (!values.scenario) throw new UsageError(`--scenario is missing. ${usage}`)
  return {
    scenario: values.scenario,
    out: values.out ?? 'drill-output',
    speed: numberIn('--speed', values.speed ?? '20', 1, 100),
    seed: values.seed === undefined ? drawSeed() : wholeNumber('--seed', values.seed)
  }
}

function parse(args: readonly string[]): { scenario?: string; out?: string; speed?: string; seed?: string } {
  try {
    return parseArgs({
      args: [...args],
      options: {
        scenario: { type: 'string' },
        autopilot: { type: 'boolean' },
        out: { type: 'string' },
        speed: { type: 'string' },
        seed: { type: 'string' }
      }
    }).values
  } catch (error) {
    throw new UsageError(`${error instanceof Error ? error.message : String(error)} ${usage}`)
  }
}

function numberIn(option: string, text: string, min: number, max: number): number {
  const value = Number(text)
  if (text.trim() === '' || !(value >= min && value <= max)) {
    throw new UsageError(`${option} takes a number from ${min} to ${max}, not "${text}". ${usage}`)
  }
  return value
}

function wholeNumber(option: string, text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw new UsageError(`${option} takes a whole number, not "${text}". ${usage}`)
  return Number(text)
}
