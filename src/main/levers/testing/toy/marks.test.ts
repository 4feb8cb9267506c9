import { expect, test } from 'vitest'
import type { Reservations } from '../../../ports/reservation.ts'
import type { Writer } from '../../../ports/writer.ts'
import { leases } from '../../../reservations/lease.ts'
import { stepFor } from './set-switch.ts'
import { switchPath } from './switches.ts'
import { toyPlan } from './toy-lever.ts'
import { toyProcess } from './toy-process.ts'
import { startToy } from './toy-stage.ts'

// Many services are marked by one plan: what keeps other consoles away must not hold up what the plan changes.

/** How long a mark counts here, seconds: it is renewed every second. */
const validSeconds = 3
const names = Array.from({ length: 40 }, (_, index) => `house-${index}`)

const short: Reservations = {
  ...leases,
  hold: (...asked) => {
    const request = leases.hold(...asked)
    return { ...request, body: (request.body ?? '').replace(/("leaseDurationSeconds":)\d+/, `$1${validSeconds}`) }
  }
}

/** A plan about all of them that waits for an answer, and the writes of their marks. */
async function marked(about: readonly string[] = names, reservations = short) {
  const stage = await startToy('check', ['valve'])
  const writes: { readonly name: string; readonly isFirst: boolean; readonly atMs: number }[] = []
  let underWay = 0
  let mostUnderWay = 0
  const writer: Writer = {
    ...stage.place.writer,
    async send(request, options) {
      if (!request.path.includes('/leases')) return stage.place.writer.send(request, options)
      const name = /"backout\/service":"([^"]+)"/.exec(request.body ?? '')?.[1] ?? ''
      writes.push({ name, isFirst: request.method === 'POST', atMs: performance.now() })
      underWay += 1
      mostUnderWay = Math.max(mostUnderWay, underWay)
      try {
        return await stage.place.writer.send(request, options)
      } finally {
        underWay -= 1
      }
    }
  }
  const place = { ...stage.place, writer }
  const valve = (await place.reader.get(switchPath('valve'))) ?? expect.fail('no switch')
  const ready = stage.ready(
    toyPlan(place, [
      {
        kind: 'wait',
        id: 'gate',
        title: 'Go on',
        gate: { kind: 'operator', asks: 'Go on?' },
        atMostMs: 600_000,
        onTime: 'stop',
        after: []
      },
      { ...stepFor(valve, 'off', place.identity, false), after: ['gate'] }
    ])
  )
  const besides = about.map((name) => ({ ref: { namespace: 'shop', name }, symptom: '' }))
  const plan = { ...ready.plan, scope: { ...ready.plan.scope, besides } }
  const process = await toyProcess({ place }, [{ ...ready, plan }], {
    reservations,
    holder: 'anna on laptop',
    timeoutMs: 5_000
  })
  await process.approve(ready)
  const run = await process.until(({ asking }) => asking !== null)
  const goOn = () =>
    process.executor.answer(run.id, 'gate', { kind: 'goOn', confirmation: { kind: 'held', heldMs: 5_000 } })
  return { ...process, goOn, writes, most: () => mostUnderWay, forget: () => (mostUnderWay = 0) }
}

test('marks that are made together are renewed one after the other, and none runs out', async () => {
  const { writes } = await marked()
  const renewals = (name: string) => writes.filter((one) => one.name === name && !one.isFirst)
  await expect.poll(() => names.every((name) => renewals(name).length >= 2), { timeout: 10_000 }).toBe(true)
  const firsts = names.map((name) => renewals(name)[0]?.atMs ?? 0)
  // All of them at one moment were within some tens of milliseconds.
  expect(Math.max(...firsts) - Math.min(...firsts)).toBeGreaterThan(500)
  for (const name of names) {
    const [made, ...renewed] = writes.filter((one) => one.name === name).map(({ atMs }) => atMs)
    const pauses = renewed.map((atMs, index) => atMs - ([made, ...renewed][index] ?? 0))
    expect(Math.max(...pauses), name).toBeLessThan(validSeconds * 1_000)
  }
})

test('they are let go a few at a time, all of them', async () => {
  const { goOn, settled, writes, most, forget } = await marked()
  const before = writes.length
  forget()
  expect(goOn().ok).toBe(true)
  expect(await settled()).toMatchObject({ outcome: 'succeeded' })
  const letGo = () => new Set(writes.slice(before).map(({ name }) => name))
  await expect.poll(() => names.every((name) => letGo().has(name)), { timeout: 10_000 }).toBe(true)
  // Renewals that were on their way are among them.
  expect(most()).toBeLessThan(30)
})

test('one that is answered as lost for ever, though nobody else has it, is tried a few times a second at most, and lets the run go on', async () => {
  let made = 0
  const { goOn, settled, writes, journal } = await marked([], {
    ...short,
    outcome: (response) => ((made += 1) === 1 ? leases.outcome(response) : { kind: 'lost' })
  })
  const notes = () => journal.records().flatMap(({ kind, body }) => (kind === 'note' ? [String(body['text'])] : []))
  const said = /not kept away from \w+ any more: .*each write of it comes to nothing/
  await expect.poll(() => notes().some((note) => said.test(note)), { timeout: 12_000, interval: 200 }).toBe(true)
  expect(writes.length).toBeLessThan(10)
  expect(goOn().ok).toBe(true)
  expect(await settled()).toMatchObject({ outcome: 'succeeded' })
})
