import { asFailure } from '../../contract/index.ts'
import { formatDuration } from '../../contract/words/format-duration.ts'
import { pause } from '../lib/pause.ts'
import type { GateReading } from '../ports/gate.ts'
import type { Gate, WaitStep } from '../ports/step.ts'
import { heldFor, nothingHeld, type Held } from './held.ts'
import type { RunContext } from './run-context.ts'

const everyMs = 5_000

type Measured = Exclude<Gate, { readonly kind: 'operator' }>

/**
 * Watches a gate until it was met for long enough, or its time is up. `sinceAt` is when the last change before it was
 * taken, ISO.
 * @returns whether the steps after it may go on.
 * @throws the abort reason.
 */
export async function watchGate(context: RunContext, step: WaitStep, sinceAt: string): Promise<boolean> {
  const { gate } = step
  if (gate.kind === 'operator') return askOperator(context, step, gate.asks)
  const { log, place, abort } = context
  const { clock } = place
  await log.say('gate', { stepId: step.id, state: 'watching', text: `Watching: ${step.title}` })
  const untilMs = clock.now().getTime() + step.atMostMs
  let held: Held = nothingHeld
  let seen = 'nothing was read'
  while (clock.now().getTime() <= untilMs) {
    abort.throwIfAborted()
    const reading = await readOnce(context, gate, sinceAt)
    seen = reading.text
    if (reading.isLost) return notMet(context, step, seen)
    held = heldFor(held, reading, clock.now().getTime(), everyMs, clock.speed)
    if (held.sinceMs !== null && held.ms >= gate.forMs) {
      const text = gate.forMs === 0 ? seen : `${withoutStop(seen)}, for ${formatDuration(gate.forMs)}`
      await log.say('gate', { stepId: step.id, state: 'met', text })
      return true
    }
    const detail =
      gate.forMs === 0
        ? seen
        : `${withoutStop(seen)}; held for ${formatDuration(held.ms)} of ${formatDuration(gate.forMs)}`
    log.live({ kind: 'step', id: step.id, state: 'now', detail })
    const leftMs = held.sinceMs === null ? everyMs : gate.forMs - held.ms
    await pause(clock, Math.min(everyMs, leftMs), abort)
  }
  return notMet(context, step, `Not met within ${formatDuration(step.atMostMs)}: ${seen}`)
}

async function notMet(context: RunContext, step: WaitStep, text: string): Promise<boolean> {
  if (step.onTime === 'ask') return askOperator(context, step, `${text}. Go on all the same?`)
  await context.log.say('gate', { stepId: step.id, state: 'timeUp', text })
  return false
}

/** What cannot be read is unknown, and never met. @throws the abort reason. */
async function readOnce({ ports, place, abort }: RunContext, gate: Measured, sinceAt: string): Promise<GateReading> {
  try {
    return await ports.gates.read(gate, place, { sinceAt, abort })
  } catch (error) {
    abort.throwIfAborted()
    return { met: null, text: asFailure(error).message }
  }
}

async function askOperator({ log, answers, abort }: RunContext, step: WaitStep, asks: string): Promise<boolean> {
  const answered = answers.await(step.id, abort)
  // The stop may come before anybody awaits it.
  answered.catch(() => undefined)
  await log.say('gate', { stepId: step.id, state: 'asked', text: asks })
  const answer = await answered
  if (answer.kind === 'goOn') {
    const { confirmation } = answer
    await log.say('gate', { stepId: step.id, state: 'met', text: 'The operator goes on', confirmation })
    return true
  }
  await log.say('gate', { stepId: step.id, state: 'stopped', text: 'The operator stops here' })
  return false
}

/** What was seen may be a sentence: more follows here. */
function withoutStop(text: string): string {
  return text.replace(/\.$/, '')
}
