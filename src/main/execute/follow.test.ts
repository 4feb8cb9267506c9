import { describe, expect, it } from 'vitest'
import { stepFor } from '../levers/testing/toy/set-switch.ts'
import { positionOf, switchPath } from '../levers/testing/toy/switches.ts'
import { toyPlan } from '../levers/testing/toy/toy-lever.ts'
import { states, toyProcess } from '../levers/testing/toy/toy-process.ts'
import { startToy } from '../levers/testing/toy/toy-stage.ts'
import type { Journal } from '../ports/journal.ts'

/** A valve whose change takes long, and a lamp after it. */
async function long() {
  const stage = await startToy()
  stage.api.isLong(switchPath('valve'))
  const { identity, reader } = stage.place
  const [valve, lamp] = await Promise.all([reader.get(switchPath('valve')), reader.get(switchPath('lamp'))])
  const steps = [
    stepFor(valve, 'off', identity, true),
    { ...stepFor(lamp, 'off', identity, false), after: ['set-valve'] }
  ]
  const ready = stage.ready(toyPlan(stage.place, steps))
  const another = stage.ready(toyPlan(stage.place, steps))
  return { stage, ready, another }
}

const isAccepted = (journal: Journal) => journal.records().some(({ kind }) => kind === 'accepted')

describe('a change that is accepted and takes long', () => {
  it('is followed to its end before anything further is sent', async () => {
    const { stage, ready } = await long()
    const { approve, journal, settled } = await toyProcess(stage, [ready])
    await approve(ready)
    await expect.poll(() => isAccepted(journal)).toBe(true)
    expect(stage.sent()).toBe(1)
    stage.api.finish()
    expect(await settled()).toMatchObject({ proved: true })
    expect(stage.sent()).toBe(2)
  })

  it('that ends without effect is a failure', async () => {
    const { stage, ready } = await long()
    const { approve, journal, settled } = await toyProcess(stage, [ready])
    await approve(ready)
    await expect.poll(() => isAccepted(journal)).toBe(true)
    stage.api.finish('refused')
    expect(states(await settled())).toMatchObject({ 'set-valve': 'failed', 'set-lamp': 'cancelled' })
  })

  it('is followed by its operation after a restart, not judged by what is there meanwhile', async () => {
    const { stage, ready } = await long()
    const first = await toyProcess(stage, [ready])
    await first.approve(ready)
    await expect.poll(() => isAccepted(first.journal)).toBe(true)
    first.executor.end('the process ends', { isTakenUp: true })
    const second = await toyProcess(stage, [], { journal: first.journal })
    second.executor.resume(stage.place)
    await second.until(({ state }) => state === 'settling')
    // Longer than the request could have been on its way.
    const operations = () => stage.api.server.requests.filter(({ url }) => url.includes('/operations/')).length
    const before = operations()
    await expect.poll(operations, { timeout: 10_000 }).toBeGreaterThan(before + 30)
    expect(positionOf(stage.api.at(switchPath('valve')))).toBe('on')
    stage.api.finish()
    const run = await second.settled()
    expect(states(run)).toMatchObject({ 'set-valve': 'done', 'set-lamp': 'cancelled' })
    expect(run.impact).toContain('Stopped at step 2 of 2')
    expect(stage.sent()).toBe(1)
  })

  it('that is not waited for any more stays open, and holds its target', async () => {
    const { stage, ready, another } = await long()
    const { approve, executor, index, journal, until, settled } = await toyProcess(stage, [ready, another])
    await approve(ready)
    const { id } = await until(({ state }) => state === 'sending')
    await expect.poll(() => isAccepted(journal)).toBe(true)
    executor.abort(id)
    expect(await settled()).toMatchObject({ outcome: 'unknown', failure: { code: 'timeout' } })
    expect(index.openIntents(stage.place.identity)).toHaveLength(1)
    expect(await approve(another)).toMatchObject({ ok: false, failure: { code: 'conflict' } })
    stage.api.finish()
    expect(await until(({ outcome }) => outcome !== 'unknown')).toMatchObject({ id })
    expect(stage.sent()).toBe(1)
  })
})
