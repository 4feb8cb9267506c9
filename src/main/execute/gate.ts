import { asFailure } from '../../contract/index.ts'
import { formatDuration } from '../../contract/words/format-duration.ts'
import { pause } from '../lib/pause.ts'
import type { WaitStep } from '../ports/step.ts'
import type { RunContext } from './run-context.ts'

const everyMs = 5_000

/**
 * Watches a gate until it was met for long enough, or its time is up.
 * @returns whether the steps after it may go on.
 * @throws the abort reason.
 */
export async function watchGate(context: RunContext, step: WaitStep): Promise<boolean> {
  const { gate } = step
  if (gate.kind === 'operator') return askOperator(context, step, gate.asks)
  const { log, place, ports, abort } = context
  const { clock } = place
  await log.say('gate', { stepId: step.id, state: 'watching', text: `Watching: ${step.title}` })
  const untilMs = clock.now().getTime() + step.atMostMs
  let metSinceMs: number | null = null
  let seen = 'nothing was read'
  while (clock.now().getTime() <= untilMs) {
    abort.throwIfAborted()
    const reading = await ports.gates.read(gate, place, abort).catch((error: unknown) => {
      abort.throwIfAborted()
      return { met: null, text: asFailure(error).message }
    })
    const nowMs = clock.now().getTime()
    seen = reading.text
    metSinceMs = reading.met === true ? (metSinceMs ?? nowMs) : null
    const heldMs = metSinceMs === null ? 0 : nowMs - metSinceMs
    if (metSinceMs !== null && heldMs >= gate.forMs) {
      const text = `${seen}, for ${formatDuration(gate.forMs)}`
      await log.say('gate', { stepId: step.id, state: 'met', text })
      return true
    }
    const held = `${seen}; held for ${formatDuration(heldMs)} of ${formatDuration(gate.forMs)}`
    log.live({ kind: 'step', id: step.id, state: 'now', detail: held })
    await pause(clock, Math.min(everyMs, Math.max(0, gate.forMs - heldMs) || everyMs), abort)
  }
  const text = `Not met within ${formatDuration(step.atMostMs)}: ${seen}`
  if (step.onTime === 'ask') return askOperator(context, step, `${text}. Go on all the same?`)
  await log.say('gate', { stepId: step.id, state: 'timeUp', text })
  return false
}

async function askOperator({ log, answers, abort }: RunContext, step: WaitStep, asks: string): Promise<boolean> {
  const answered = answers.await(step.id, abort)
  await log.say('gate', { stepId: step.id, state: 'asked', text: asks })
  const goesOn = (await answered) === 'goOn'
  const text = goesOn ? 'The operator goes on' : 'The operator stops here'
  await log.say('gate', { stepId: step.id, state: goesOn ? 'met' : 'stopped', text })
  return goesOn
}
