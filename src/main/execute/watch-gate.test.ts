import { describe, expect, it } from 'vitest'
import type { GateReading, Gates } from '../ports/gate.ts'
import type { WaitStep } from '../ports/step.ts'
import { stepFor } from '../levers/testing/toy/set-switch.ts'
import { switchPath, switchTarget } from '../levers/testing/toy/switches.ts'
import { toyPlan } from '../levers/testing/toy/toy-lever.ts'
import { states, toyProcess } from '../levers/testing/toy/toy-process.ts'
import { startToy } from '../levers/testing/toy/toy-stage.ts'

/** The valve, a gate, and then the lamp. */
async function gated(change: Partial<WaitStep>) {
  const stage = await startToy()
  const { identity, reader } = stage.place
  const [valve, lamp] = await Promise.all([reader.get(switchPath('valve')), reader.get(switchPath('lamp'))])
  const gate: WaitStep = {
    kind: 'wait',
    id: 'gate',
    title: 'The valve stays off',
    gate: { kind: 'check', check: 'off', target: switchTarget(identity, valve), forMs: 500_000 },
    atMostMs: 3_000_000,
    onTime: 'stop',
    after: ['set-valve'],
    ...change
  }
  const steps = [
    stepFor(valve, 'off', identity, true),
    gate,
    { ...stepFor(lamp, 'off', identity, false), after: ['gate'] }
  ]
  return { stage, ready: stage.ready(toyPlan(stage.place, steps)) }
}

/** Answers the readings in turn, the last one for ever. */
function readings(...texts: readonly GateReading[]): Gates & { readonly since: string[] } {
  const since: string[] = []
  let next = 0
  return {
    since,
    async read(_gate, _place, { sinceAt }) {
      since.push(sinceAt)
      next += 1
      return texts[Math.min(next, texts.length) - 1] ?? { met: null, text: '' }
    }
  }
}

const met = { met: true, text: 'It is off' }
const unknown = { met: null, text: 'Nobody answers' }

describe('a gate', () => {
  it('opens once it was met for long enough, and starts again after a reading that cannot tell', async () => {
    const { stage, ready } = await gated({})
    const gates = readings(met, met, met, unknown, met)
    const { approve, settled } = await toyProcess(stage, [ready], { gates })
    await approve(ready)
    expect((await settled()).proved).toBe(true)
    // 500 s are five readings after the first; the three before the unknown one do not count.
    expect(gates.since.length).toBeGreaterThanOrEqual(9)
  })

  it('says for how long in the same sentence, whether what was seen ends with a stop or not', async () => {
    const { stage, ready } = await gated({})
    const { approve, settled } = await toyProcess(stage, [ready], {
      gates: readings({ met: true, text: 'It is off.' })
    })
    await approve(ready)
    const run = await settled()
    expect(run.steps.find(({ id }) => id === 'gate')?.detail).toMatch(/^It is off, for /)
  })

  it('measures what came after the last change, not after each look', async () => {
    const { stage, ready } = await gated({})
    const gates = readings(met)
    const { approve, settled } = await toyProcess(stage, [ready], { gates })
    await approve(ready)
    const run = await settled()
    expect(new Set(gates.since).size).toBe(1)
    expect(Date.parse(gates.since[0] ?? '')).toBeLessThanOrEqual(Date.parse(run.settledAt ?? '') + 86_400_000)
  })

  it('that stays shut stops the run: nothing further is sent, and what was done stays', async () => {
    const { stage, ready } = await gated({ atMostMs: 400_000 })
    const { approve, settled } = await toyProcess(stage, [ready], { gates: readings(unknown) })
    await approve(ready)
    const run = await settled()
    expect(states(run)).toMatchObject({ 'set-valve': 'done', gate: 'failed', 'set-lamp': 'cancelled' })
    expect(run.failure?.message).toContain('the gate did not open')
    expect(stage.sent()).toBe(1)
  })

  it.each([
    [{ kind: 'goOn', confirmation: { kind: 'held', heldMs: 1_000 } }, 'done', 2],
    [{ kind: 'stop' }, 'cancelled', 1]
  ] as const)('asks when its time is up where the plan says so: %j', async (answer, lamp, sent) => {
    const { stage, ready } = await gated({ atMostMs: 400_000, onTime: 'ask' })
    const { approve, executor, journal, settled, until } = await toyProcess(stage, [ready], {
      gates: readings(unknown)
    })
    await approve(ready)
    const asked = await until(({ steps }) => steps.some(({ detail }) => detail.endsWith('Go on all the same?')))
    expect(asked.state).toBe('waiting')
    expect(executor.gate(asked.id, 'gate')).toMatchObject({
      ok: true,
      value: { left: [{ id: 'set-lamp' }], asks: expect.stringContaining('Go on all the same?') as string }
    })
    expect(executor.gate(asked.id, 'set-valve'), 'another step').toMatchObject({ ok: false })
    const shortly = { kind: 'goOn', confirmation: { kind: 'held', heldMs: 900 } } as const
    expect(executor.answer(asked.id, 'gate', shortly), 'not held long enough').toMatchObject({ ok: false })
    expect(executor.answer(asked.id, 'gate', answer)).toMatchObject({ ok: true })
    expect(executor.answer(asked.id, 'gate', answer), 'it is asked once').toMatchObject({ ok: false })
    expect(states(await settled())).toMatchObject({ 'set-lamp': lamp })
    expect(stage.sent()).toBe(sent)
    expect(journal.records().some(({ kind, body }) => kind === 'gate' && body['state'] === 'asked')).toBe(true)
  })

  it('of the operator is left by a stop as by an answer', async () => {
    const { stage, ready } = await gated({ gate: { kind: 'operator', asks: 'Is the water gone?' } })
    const { approve, executor, until, settled } = await toyProcess(stage, [ready])
    await approve(ready)
    const { id } = await until(({ state }) => state === 'waiting')
    executor.abort(id)
    expect(states(await settled())).toMatchObject({ 'set-valve': 'done', gate: 'cancelled', 'set-lamp': 'cancelled' })
    expect(stage.sent()).toBe(1)
  })
})
