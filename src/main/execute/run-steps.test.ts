import { describe, expect, it } from 'vitest'
import type { DoStep } from '../ports/step.ts'
import { stepFor } from '../levers/testing/toy/set-switch.ts'
import { positionOf, switchPath } from '../levers/testing/toy/switches.ts'
import { toyPlan } from '../levers/testing/toy/toy-lever.ts'
import { states, toyProcess } from '../levers/testing/toy/toy-process.ts'
import { startToy, type ToyStage } from '../levers/testing/toy/toy-stage.ts'

async function many(names: readonly string[]) {
  const stage = await startToy('check', ['valve', 'lamp', ...names])
  const step = async (name: string, change: Partial<DoStep> = {}): Promise<DoStep> => ({
    ...stepFor(await stage.place.reader.get(switchPath(name)), 'off', stage.place.identity, false),
    id: name,
    ...change
  })
  return { stage, step }
}

function sentPaths({ api }: ToyStage): readonly string[] {
  return api.server.requests.filter(({ method }) => method === 'PATCH').map(({ url }) => url.split(/[/?]/).at(-2) ?? '')
}

describe('the steps of a plan', () => {
  it('begin once the ones before them are done, whatever their place in the list', async () => {
    const { stage, step } = await many(['a', 'b', 'c'])
    const steps = [await step('c', { after: ['b'] }), await step('b', { after: ['a'] }), await step('a')]
    const ready = stage.ready(toyPlan(stage.place, steps, { order: { atOnce: 3, stopAfterFailures: 0 } }))
    const { approve, settled } = await toyProcess(stage, [ready])
    await approve(ready)
    expect(states(await settled())).toMatchObject({ a: 'done', b: 'done', c: 'done' })
    expect(sentPaths(stage)).toEqual(['a', 'b', 'c'])
  })

  it('are at most so many at once', async () => {
    const names = ['a', 'b', 'c', 'd']
    const { stage, step } = await many(names)
    const steps = await Promise.all(names.map((name) => step(name)))
    for (const name of names) stage.api.fault(switchPath(name), 'hold')
    const ready = stage.ready(toyPlan(stage.place, steps, { order: { atOnce: 2, stopAfterFailures: 0 } }))
    const { approve, until, settled } = await toyProcess(stage, [ready], { timeoutMs: 10_000 })
    await approve(ready)
    const running = await until(({ steps: seen }) => seen.filter(({ state }) => state === 'now').length === 2)
    expect(states(running)).toMatchObject({ a: 'now', b: 'now', c: 'todo', d: 'todo' })
    await expect.poll(() => stage.sent()).toBe(2)
    stage.api.release()
    await expect.poll(() => stage.sent()).toBe(4)
    stage.api.release()
    expect((await settled()).outcome).toBe('succeeded')
  })

  it('stop at the first failure, and what was done stays', async () => {
    const { stage, step } = await many(['a', 'b', 'c'])
    const steps = [await step('a'), await step('b', { after: ['a'] }), await step('c', { after: ['b'] })]
    stage.api.fault(switchPath('b'), 'refuse')
    const ready = stage.ready(toyPlan(stage.place, steps))
    const { approve, settled } = await toyProcess(stage, [ready])
    await approve(ready)
    const run = await settled()
    expect(states(run)).toMatchObject({ a: 'done', b: 'failed', c: 'cancelled' })
    expect(run).toMatchObject({ outcome: 'failed', proved: false, failure: { code: 'forbidden' } })
    expect(run.impact).toBe('Stopped at step 2 of 3. What was done before stays.')
    expect(run.inverse).not.toBeNull()
  })

  it.each([
    [1, 'done', 2],
    [0, 'cancelled', 1]
  ])('go over %i failures where the plan says so', async (stopAfterFailures, last, failing) => {
    const { stage, step } = await many(['a', 'b', 'c'])
    const goOn = { onFailure: 'goOn' } as const
    const steps = await Promise.all(['a', 'b', 'c'].map((name) => step(name, goOn)))
    stage.api.fault(switchPath('a'), 'refuse')
    const ready = stage.ready(toyPlan(stage.place, steps, { order: { atOnce: 1, stopAfterFailures } }))
    const { approve, settled } = await toyProcess(stage, [ready])
    await approve(ready)
    const run = await settled()
    expect(states(run)).toMatchObject({ a: 'failed', b: last, c: last })
    expect(run.proved, 'without every step nothing is proved').toBe(false)
    expect(stage.effects().length, `${failing}`).toBe(last === 'done' ? 2 : 0)
  })

  it('go over one that is not there, and one that somebody else changed', async () => {
    const { stage, step } = await many(['a', 'b', 'c'])
    const goOn = { onFailure: 'goOn' } as const
    const missing = await step('a', { ...goOn, facts: { name: 'nosuch', from: 'on', to: 'off' } })
    const steps = [missing, await step('b', goOn), await step('c', goOn)]
    const { name, ...rest } = { name: 'b', apiVersion: 'test.example/v1', kind: 'Switch' }
    const ready = stage.ready(toyPlan(stage.place, steps, { order: { atOnce: 3, stopAfterFailures: 2 } }))
    stage.api.put(switchPath(name), { ...rest, metadata: { name, uid: 'uid-b' }, spec: { position: 'half' } })
    const { approve, settled } = await toyProcess(stage, [ready])
    await approve(ready)
    const run = await settled()
    expect(states(run)).toMatchObject({ a: 'failed', b: 'failed', c: 'done' })
    expect(run.attempts.map(({ stepId }) => stepId)).toEqual(['c'])
    expect(run.outcome).not.toBe('succeeded')
  })

  it('do what stands in for one that failed, as a line of the run, and no more', async () => {
    const { stage, step } = await many(['a', 'b', 'c'])
    const back = {
      ...(await step('a')),
      id: 'back',
      facts: { name: 'a', from: 'off', to: 'on' },
      title: 'Put a on again'
    }
    const steps = [
      await step('a'),
      await step('b', { after: ['a'], onFailure: { instead: [back] } }),
      await step('c', { after: ['b'] })
    ]
    stage.api.fault(switchPath('b'), 'refuse')
    const ready = stage.ready(toyPlan(stage.place, steps, { order: { atOnce: 2, stopAfterFailures: 0 } }))
    const { approve, settled } = await toyProcess(stage, [ready])
    await approve(ready)
    const run = await settled()
    expect(run.steps.map(({ id }) => id)).toEqual(['a', 'b', 'back', 'c', 'off'])
    expect(states(run)).toMatchObject({ a: 'done', b: 'failed', back: 'done', c: 'cancelled' })
    expect(positionOf(stage.api.at(switchPath('a')))).toBe('on')
    expect(run.debts.find(({ id }) => id === 'switch a off')?.settledAt).not.toBeNull()
  })

  it('look again at a target that somebody else has just been done with', async () => {
    const { stage, step } = await many(['a'])
    const again = { ...(await step('a')), id: 'again' }
    const ready = stage.ready(
      toyPlan(stage.place, [await step('a'), again], { order: { atOnce: 2, stopAfterFailures: 0 } })
    )
    const { approve, settled } = await toyProcess(stage, [ready])
    await approve(ready)
    expect(states(await settled())).toMatchObject({ a: 'done', again: 'done' })
    expect(stage.sent()).toBe(1)
  })

  it('end at the operator’s stop: what is on its way is awaited, and nothing further begins', async () => {
    const { stage, step } = await many(['a', 'b'])
    stage.api.fault(switchPath('a'), 'hold')
    const ready = stage.ready(toyPlan(stage.place, [await step('a'), await step('b', { after: ['a'] })]))
    const { approve, executor, until, settled } = await toyProcess(stage, [ready])
    await approve(ready)
    const { id } = await until(({ steps }) => steps[0]?.state === 'now')
    await expect.poll(() => stage.sent()).toBe(1)
    executor.abort(id)
    stage.api.release()
    const run = await settled()
    expect(states(run)).toMatchObject({ a: 'done', b: 'cancelled' })
    expect(run).toMatchObject({ outcome: 'cancelled', proved: false })
    expect(run.inverse).not.toBeNull()
  })

  it('are not held up by evidence that cannot be had', async () => {
    const { stage, step } = await many(['a'])
    const keep = {
      kind: 'keep' as const,
      id: 'keep',
      title: 'How it was',
      what: {
        objects: [{ group: 'test.example', version: 'v1', resource: 'switches', namespace: 'shop', name: 'gone' }]
      },
      deadlineMs: 2_000,
      after: []
    }
    const ready = stage.ready(toyPlan(stage.place, [keep, await step('a', { after: ['keep'] })]))
    const { approve, journal, settled } = await toyProcess(stage, [ready])
    await approve(ready)
    expect(states(await settled())).toMatchObject({ keep: 'failed', a: 'done' })
    const [kept] = journal.records().filter(({ kind }) => kind === 'keep')
    expect(kept?.body).toMatchObject({ kept: false })
  })
})
