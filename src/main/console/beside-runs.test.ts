import { describe, expect, it } from 'vitest'
import type { Beside, ServiceRef } from '../../contract/index.ts'
import { keeperStage, nextMessages, place, ref } from './testing/keeper-stage.ts'

const named = (name: string): ServiceRef => ({ namespace: 'shop', name })
const beside = (name: string): Beside => ({ ref: named(name), symptom: `Errors of ${name} 9 %, limit 5 %.` })
const east = place('east')
const { identity } = east

type Stage = Awaited<ReturnType<typeof keeperStage>>

/** A run that was approved for checkout, and takes back cart and tax as well. */
async function runOfThree({ keeper }: Stage) {
  const journal = await keeper.journal()
  const about = { runId: 'run', planId: 'plan', identity, ref }
  const append = (kind: Parameters<typeof journal.append>[0], body: object) =>
    journal.append(kind, { ...about, ...body })
  await append('confirm', {
    text: 'Approved: Roll back 3 services: checkout, cart, tax',
    digest: '',
    lever: 'manyServices',
    chosen: null,
    words: { title: 'Roll back 3 services: checkout, cart, tax', doing: '', done: 'Rolled back 3 services' },
    environment: 'east',
    besides: ['checkout', 'cart', 'tax'].map(beside),
    armedUntil: null,
    steps: [],
    inverse: null,
    continues: null
  })
  for (const name of ['checkout', 'cart', 'tax']) {
    const target = { api: 'kubernetes', resource: 'deployments', namespace: 'shop', name }
    const sent = { attemptId: name, intentId: name, target, command: `kubectl rollout undo deployment/${name}` }
    const request = { method: 'PATCH', path: `/apis/apps/v1/namespaces/shop/deployments/${name}`, query: {} }
    await append('intent', { ...sent, text: `About to run ${name}`, request })
    await append('outcome', { ...sent, text: `${name}: succeeded`, request, outcome: 'succeeded', detail: '200' })
  }
  await append('settled', { text: 'Proved: 3 of 3', outcome: 'succeeded', proved: true })
  await append('watch', { text: 'tax: watched from now on', ref: named('tax') })
}

const commandsIn = async ({ feeds }: Stage): Promise<readonly string[]> => {
  await nextMessages()
  return feeds.value('record').commands.map(({ command }) => command)
}

describe('a run of several services', () => {
  it('stands in the record of each of them with the commands of that one', async () => {
    const stage = await keeperStage()
    const { keeper, shown } = stage
    await keeper.attach(east)
    await keeper.enterService(east)
    await runOfThree(stage)
    expect(await commandsIn(stage)).toHaveLength(3)

    await keeper.enterService({ ...east, ref: named('cart') })
    expect(await commandsIn(stage)).toEqual(['kubectl rollout undo deployment/cart'])
    const timeline = await shown()
    expect(timeline).toEqual([
      'Approved: Roll back 3 services: checkout, cart, tax',
      'cart: succeeded',
      'Proved: 3 of 3',
      'Opened shop/cart'
    ])
    const { markdown, fields } = keeper.report()
    expect(fields.trigger).toEqual({ value: 'Errors of cart 9 %, limit 5 %.', source: 'prefilled' })
    expect(markdown).toContain('kubectl rollout undo deployment/cart')
    expect(markdown).not.toContain('deployment/tax')

    await keeper.enterService({ ...east, ref: named('stock') })
    expect(await commandsIn(stage)).toEqual([])
  })

  it('is that of the incident that was under way, and reads on in the report of it', async () => {
    const stage = await keeperStage()
    const { keeper, passHours } = stage
    await keeper.attach(east)
    await keeper.enterService(east)
    await runOfThree(stage)
    passHours(1)
    await keeper.enterService({ ...east, ref: named('cart') })
    const firstSeq = (await keeper.journal()).records().findLast(({ kind }) => kind === 'observe')?.seq ?? 0
    passHours(9)
    await keeper.enterService({ ...east, ref: named('tax') })
    expect(await commandsIn(stage)).toEqual([])
    expect(keeper.earlierReport(firstSeq).markdown).toContain('kubectl rollout undo deployment/cart')
  })
})
