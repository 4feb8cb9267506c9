import { expect, it } from 'vitest'
import { stepFor } from '../levers/testing/toy/set-switch.ts'
import { switchPath } from '../levers/testing/toy/switches.ts'
import { toyLever, toyPlan } from '../levers/testing/toy/toy-lever.ts'
import { toyProcess } from '../levers/testing/toy/toy-process.ts'
import { startToy, type ToyStage } from '../levers/testing/toy/toy-stage.ts'
import type { Lever } from '../ports/lever.ts'
import { pause } from '../lib/pause.ts'

/** Its proof takes as long as nobody ends it. */
const endless: Lever = {
  ...toyLever,
  prove: async ({ place, abort }) => {
    await pause(place.clock, 86_400_000, abort)
    return { checks: [], proved: true, seen: null, watchMs: 0 }
  }
}
const levers = new Map([[endless.id, endless]])

async function planFor(stage: ToyStage, name: string, to: string, title: string) {
  const { place } = stage
  const object = await place.reader.get(switchPath(name))
  const step = stepFor(object, to, place.identity, true)
  return stage.ready(toyPlan(place, [step], { words: { title, doing: title, done: title } }))
}

it('a proof ends where a later run changes what it is about, with which and when, and not by another one', async () => {
  const stage = await startToy()
  const first = await planFor(stage, 'valve', 'off', 'Put the valve off')
  const other = await planFor(stage, 'lamp', 'off', 'Put the lamp off')
  const { executor, approve, journal, until } = await toyProcess(stage, [first, other], { levers })
  const approved = await approve(first)
  const id = approved.ok ? approved.value.runId : expect.fail('not approved')
  await until(({ state }) => state === 'verifying')
  await approve(other)
  await until(({ planId, state }) => planId === other.plan.id && state === 'verifying')
  expect(executor.runs().map(({ run }) => run.state)).toEqual(['verifying', 'verifying'])

  const back = await planFor(stage, 'valve', 'on', 'Put the valve on again')
  const {
    executor: second,
    approve: approveBack,
    until: untilBack
  } = await toyProcess(stage, [back], { journal, levers })
  // A restart finds the earlier ones still to be proved.
  executor.end('the process ends', { isTakenUp: true })
  second.resume(stage.place)
  expect((await approveBack(back)).ok).toBe(true)
  await untilBack(({ planId, state }) => planId === back.plan.id && state === 'verifying')
  const find = () => second.runs().find(({ run }) => run.id === id)?.run
  await expect.poll(() => find()?.state).toBe('settled')
  const newest = second.runs().at(-1)?.run
  const at = find()?.overtaken?.at ?? ''
  expect(find()).toMatchObject({
    proved: false,
    inverse: null,
    overtaken: { runId: newest?.id, title: 'Put the valve on again' },
    impact: `Overtaken at ${at.slice(11, 19)}Z by “Put the valve on again”: not proved, and not measured any further.`
  })
  expect(second.runs().filter(({ run }) => run.state === 'verifying')).toHaveLength(2)
  expect(second.proveAgain(id, stage.place)).toMatchObject({ ok: false })
})
