import { EventEmitter, once } from 'node:events'
import { expect, test } from 'vitest'
import type { WireRequest } from '../../../../contract/index.ts'
import type { Reservations } from '../../../ports/reservation.ts'
import { SendError } from '../../../ports/wire.ts'
import type { Writer } from '../../../ports/writer.ts'
import { commandsOf } from '../../../report/command-log.ts'
import { leases } from '../../../reservations/lease.ts'
import { runOf } from '../../../run/index.ts'
import { stepFor } from './set-switch.ts'
import { switchPath } from './switches.ts'
import { toyPlan } from './toy-lever.ts'
import { states, toyProcess } from './toy-process.ts'
import { startToy, type ToyStage } from './toy-stage.ts'

// The API server does not answer for a while between two steps of an approved plan.

const leasePath = '/apis/coordination.k8s.io/v1/namespaces/shop/leases/backout-house'
/** How long a mark counts here, seconds: an outage has to outlast it. */
const validSeconds = 1

const short: Reservations = {
  ...leases,
  hold: (...asked): WireRequest => {
    const request = leases.hold(...asked)
    return {
      ...request,
      body: (request.body ?? '').replace(/"leaseDurationSeconds":\d+/, `"leaseDurationSeconds":${validSeconds}`)
    }
  }
}

type Writes = (writer: Writer) => Writer

/** Two switches with a question between them, which is asked when the first is off. */
async function asked(
  change: { readonly outageMs?: number; readonly reservations?: Reservations | null; readonly writer?: Writes } = {}
) {
  const { writer: writes, ...ports } = change
  const toy = await startToy()
  const stage = writes ? { ...toy, place: { ...toy.place, writer: writes(toy.place.writer) } } : toy
  const { place } = stage
  const [valve, lamp] = await Promise.all(['valve', 'lamp'].map((name) => place.reader.get(switchPath(name))))
  if (!valve || !lamp) return expect.fail('no switches')
  const ready = stage.ready(
    toyPlan(place, [
      stepFor(valve, 'off', place.identity, true),
      {
        kind: 'wait',
        id: 'gate',
        title: 'Go on',
        gate: { kind: 'operator', asks: 'Go on?' },
        atMostMs: 600_000,
        onTime: 'stop',
        after: ['set-valve']
      },
      { ...stepFor(lamp, 'off', place.identity, false), after: ['gate'] }
    ])
  )
  const process = await toyProcess(stage, [ready], { reservations: short, holder: 'anna on laptop', ...ports })
  await process.approve(ready)
  const run = await process.until(({ asking }) => asking !== null)
  const goOn = () =>
    process.executor.answer(run.id, 'gate', { kind: 'goOn', confirmation: { kind: 'held', heldMs: 5_000 } })
  const notes = () =>
    process.journal.records().flatMap(({ kind, body }) => (kind === 'note' ? [String(body['text'])] : []))
  return { stage, ...process, goOn, notes }
}

const holderOf = ({ api }: ToyStage) =>
  (api.at(leasePath)?.['spec'] as { holderIdentity?: string } | undefined)?.holderIdentity

test('an outage that outlasts the mark ends nothing: it is said, read afterwards, renewed, and gone on with', async () => {
  const { stage, until, settled, goOn, notes } = await asked()
  const ours = holderOf(stage)
  stage.api.isDark(true)
  const waiting = await until(({ unanswered }) => Boolean(unanswered))
  const { sinceAt, untilAt } = waiting.unanswered ?? expect.fail('it is not said')
  expect(Date.parse(untilAt) - Date.parse(sinceAt)).toBe(180_000)
  expect(goOn().ok).toBe(true)
  await until(({ steps }) => steps.find(({ id }) => id === 'gate')?.state === 'done')
  expect(stage.effects()).toHaveLength(1)
  stage.api.isDark(false)
  const run = await settled()
  expect(run).toMatchObject({ outcome: 'succeeded', proved: true, unanswered: null, failure: null })
  expect(states(run)).toMatchObject({ 'set-valve': 'done', gate: 'done', 'set-lamp': 'done' })
  expect(notes()).toEqual([
    'The API server of here does not answer: nothing further is sent until it does, and the plan ends here when it has not within 3 min.',
    'The API server of here answers again.'
  ])
  expect(ours).toContain('anna on laptop')
})

test('who has taken the service over meanwhile is named, and nothing further is sent', async () => {
  const { stage, until, settled } = await asked()
  stage.api.isDark(true)
  await until(({ unanswered }) => Boolean(unanswered))
  const lease = stage.api.at(leasePath) ?? expect.fail('no mark')
  const spec = {
    holderIdentity: 'cleo on tower / j / r',
    leaseDurationSeconds: 15,
    acquireTime: '2026-01-01T03:00:00.000000Z'
  }
  stage.api.put(leasePath, { ...lease, spec })
  stage.api.isDark(false)
  const run = await settled()
  const why = 'cleo on tower has taken house over, since 2026-01-01 03:00:00Z by its clock.'
  expect(run).toMatchObject({ outcome: 'cancelled', proved: false, failure: { code: 'conflict', message: why } })
  expect(run.inverse).not.toBeNull()
  expect(stage.effects()).toHaveLength(1)
  expect(holderOf(stage), 'the mark of the other is left alone').toBe(spec.holderIdentity)
})

test('one that another console has had and let go is not ours any more', async () => {
  const { stage, until, settled } = await asked()
  stage.api.isDark(true)
  await until(({ unanswered }) => Boolean(unanswered))
  stage.api.put(leasePath, {
    ...(stage.api.at(leasePath) ?? expect.fail('no mark')),
    spec: { leaseDurationSeconds: 1 }
  })
  stage.api.isDark(false)
  expect((await settled()).failure?.message).toMatch(/^Another console has had house meanwhile, and let it go/)
  expect(stage.effects()).toHaveLength(1)
})

test('a mark that somebody has deleted is made again', async () => {
  const { stage, settled, goOn } = await asked()
  stage.api.drop(leasePath)
  await expect.poll(() => stage.api.at(leasePath) && holderOf(stage), { timeout: 5_000 }).toContain('anna on laptop')
  goOn()
  expect(await settled()).toMatchObject({ outcome: 'succeeded', proved: true })
})

test('an outage that is too long ends the plan, with the reason and what is left', async () => {
  const { stage, settled } = await asked({ outageMs: 2_000 })
  stage.api.isDark(true)
  const run = await settled()
  expect(run).toMatchObject({
    outcome: 'cancelled',
    unanswered: null,
    failure: {
      code: 'unreachable',
      message: 'The API server of here did not answer for 2 s.',
      remedy: 'Once it answers, plan what is left: it is read afresh, with an approval of its own.'
    }
  })
  expect(states(run)).toMatchObject({ 'set-valve': 'done', 'set-lamp': 'cancelled' })
})

test('without a mark, too, the look before a later step waits for an answer', async () => {
  const { stage, until, settled, goOn } = await asked({ reservations: null })
  stage.api.isDark(true)
  goOn()
  await until(({ unanswered }) => Boolean(unanswered))
  stage.api.isDark(false)
  expect(await settled()).toMatchObject({ outcome: 'succeeded', proved: true, unanswered: null })
})

test('a renewal that is on its way when the run ends sets nothing waiting any more', async () => {
  let isHeld = false
  const events = new EventEmitter<{ reading: []; silent: []; released: [] }>()
  const { stage, executor, journal, notes, settled } = await asked({
    reservations: {
      ...short,
      read(...about) {
        if (!isHeld) return short.read(...about)
        events.emit('reading')
        return once(events, 'silent').then(() => Promise.reject(new Error('silent')))
      },
      release(...about) {
        events.emit('released')
        return short.release(...about)
      }
    }
  })
  const reading = once(events, 'reading')
  const released = once(events, 'released')
  isHeld = true
  stage.api.isDark(true)
  await reading
  executor.answer(executor.runs().at(-1)?.run.id ?? '', 'gate', { kind: 'stop' })
  await settled()
  events.emit('silent')
  await released
  // Written one after the other: what was said before is there by then.
  await journal.append('note', { text: 'later' })
  expect(executor.runs().at(-1)?.run).toMatchObject({ state: 'settled', unanswered: null })
  expect(notes()).toEqual(['later'])
  // As a version wrote it that did not see to that.
  const unanswered = { sinceAt: '2026-03-14T02:13:41.500Z', untilAt: '2026-03-14T02:16:41.500Z' }
  const runId = executor.runs().at(-1)?.run.id
  const late = { seq: 99, t: unanswered.sinceAt, kind: 'note' as const, body: { runId, text: '', unanswered } }
  expect(runOf([...journal.records(), late])?.unanswered).toBeNull()
})

test('a later step that finds no connection has sent nothing: it is read again, and sent once', async () => {
  let isDown = false
  let refused = 0
  const { stage, journal, settled, goOn, notes } = await asked({
    writer: (writer) => ({
      send(request, options) {
        if (!isDown || options.target === undefined) return writer.send(request, options)
        if (++refused === 2) isDown = false
        return Promise.reject(new SendError('nothing', 'no connection within 5 s'))
      }
    })
  })
  isDown = true
  goOn()
  const run = await settled()
  expect(run).toMatchObject({ outcome: 'succeeded', proved: true, unanswered: null, failure: null })
  expect(stage.effects()).toHaveLength(2)
  expect(run.attempts.map(({ stepId, outcome }) => [stepId, outcome])).toEqual([
    ['set-valve', 'succeeded'],
    ['set-lamp', 'failed'],
    ['set-lamp', 'failed'],
    ['set-lamp', 'succeeded']
  ])
  expect(notes().filter((text) => text.endsWith('answers again.'))).toHaveLength(2)
  const labels = commandsOf(journal.records()).map(({ label, outcome }) => [label, outcome])
  expect(labels).toEqual([
    ['executed', 'succeeded'],
    ['not sent', 'failed'],
    ['not sent', 'failed'],
    ['executed', 'succeeded']
  ])
})
