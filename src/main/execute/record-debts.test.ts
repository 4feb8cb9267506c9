import { expect, it } from 'vitest'
import { stepFor } from '../levers/testing/toy/set-switch.ts'
import { switchPath } from '../levers/testing/toy/switches.ts'
import { toyPlan } from '../levers/testing/toy/toy-lever.ts'
import { toyProcess } from '../levers/testing/toy/toy-process.ts'
import { startToy, type ToyStage } from '../levers/testing/toy/toy-stage.ts'
import type { Journal } from '../ports/journal.ts'

async function puts(stage: ToyStage, to: string) {
  const { reader, identity } = stage.place
  return stage.ready(toyPlan(stage.place, [stepFor(await reader.get(switchPath('valve')), to, identity, true)]))
}

it('what a step leaves behind is owed until a later run settles it', async () => {
  const stage = await startToy()
  const off = await puts(stage, 'off')
  const first = await toyProcess(stage, [off])
  await first.approve(off)
  const run = await first.settled()
  expect(run.debts).toMatchObject([{ id: 'switch valve off', settledAt: null }])
  expect(first.index.openDebts(stage.place.identity)).toHaveLength(1)
  expect(first.index.openDebts('another cluster')).toEqual([])

  const on = await puts(stage, 'on')
  const second = await toyProcess(stage, [on], { journal: first.journal })
  await second.approve(on)
  await second.settled()
  expect(second.index.openDebts(stage.place.identity)).toEqual([])
})

it('a debt that a crash left no time to write is made up for', async () => {
  const stage = await startToy()
  const off = await puts(stage, 'off')
  const whole = await toyProcess(stage, [])
  const dying: Journal = {
    ...whole.journal,
    append: (kind, body) => (kind === 'debt' ? new Promise(() => undefined) : whole.journal.append(kind, body))
  }
  const first = await toyProcess(stage, [off], { journal: dying })
  await first.approve(off)
  await first.until(({ attempts }) => attempts.length === 1)
  first.executor.end('the process ends', { isTakenUp: true })
  expect(whole.index.openDebts(stage.place.identity)).toEqual([])

  const second = await toyProcess(stage, [], { journal: whole.journal })
  second.executor.resume(stage.place)
  await second.settled()
  expect(second.index.openDebts(stage.place.identity)).toMatchObject([{ id: 'switch valve off' }])
})
