import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { ClockView, Verdict } from '../src/contract/index.ts'
import { watchFeeds, type FeedWatcher } from '../src/main/autopilot/watch-feeds.ts'
import { agreeingDialogs, consolePorts } from '../src/main/console/testing/console-ports.ts'
import { createConsole } from '../src/main/console.ts'
import type { Console, Launch } from '../src/main/ports/console.ts'
import type { SecretStore } from '../src/main/ports/secrets.ts'
import { createMemoryStore } from '../src/main/secrets/memory.ts'
import { ensureBuild } from '../scripts/setup/build.mjs'
import { asking } from '../src/main/console/testing/asking.ts'
import { startDrill, type Drill } from './drill.ts'

const patienceMs = 60_000

let dir: string
let drill: Drill
let backout: Console
let feeds: FeedWatcher

/** What outlives the console, as a keychain and a file do. */
const secrets: SecretStore = { ...createMemoryStore('a test'), where: () => 'keychain' }
let written: unknown = null
const preferences = { read: () => written, write: (value: unknown) => void (written = value) }

function begin(launch: Launch): void {
  const homeClock = drill.clock as ClockView
  backout = createConsole(
    consolePorts(dir, { homeClock, env: {}, launch, secrets, preferences, dialogs: agreeingDialogs })
  )
  feeds = watchFeeds(backout)
}

async function end(): Promise<void> {
  feeds?.close()
  await backout?.close()
}

beforeAll(async () => {
  await ensureBuild()
  dir = await mkdtemp(join(tmpdir(), 'backout-said-'))
  drill = await startDrill({ scenario: 'healthy', seed: 3, speed: 20 })
  begin({ kind: 'kubeconfig', file: drill.kubeconfig, context: 'operator' })
}, 180_000)

afterAll(async () => {
  await end()
  await drill?.stop()
  await rm(dir, { recursive: true, force: true })
})

const ask = asking(() => backout)

function verdictUntil(what: string, is: (verdict: Verdict) => boolean): Promise<Verdict> {
  return feeds.until(what, patienceMs, ({ verdict }) => (verdict && is(verdict) ? verdict : undefined))
}

it('rows that nobody measures fire when somebody says so, and only then', { timeout: 180_000 }, async () => {
  const ref = await feeds.until('a service', patienceMs, ({ services }) => {
    const row = services?.rows.state === 'value' ? services.rows.value.at(-1) : undefined
    return row?.errorRatio.state === 'known' ? row.ref : undefined
  })
  await ask('service.open', { ref })
  const calm = await verdictUntil('a calm verdict', ({ level, isComplete }) => level === 'hold' && isComplete)
  expect(calm.judgements.find(({ row }) => row === 'security-incident')?.result).toBe('quiet')

  const customers = { ref, signal: 'customerReports', who: 'support', note: 'ticket 4711' } as const
  await ask('signal.report', { ...customers, state: 'reported' })
  const reported = await verdictUntil('a report', ({ row }) => row === 'customers-report')
  expect(reported).toMatchObject({ level: 'prepare', lead: 'Prepare to roll back.', withinSeconds: 300 })
  expect(reported.rest).toMatch(/^Customers: reported by support at .*: ticket 4711\.$/)
  await ask('signal.report', { ...customers, state: 'confirmed' })
  await verdictUntil('a confirmed report', ({ row, level }) => row === 'customers-confirmed' && level === 'rollBack')

  await ask('verdict.decline', { ref, who: 'mira', reason: 'a fix is on its way', minutes: 30 })
  const declined = await verdictUntil('the decision', (verdict) => verdict.declined !== null)
  expect(declined.declined).toMatchObject({ who: 'mira', reason: 'a fix is on its way', again: null })

  await end()
  begin({ kind: 'last' })
  await feeds.until('an environment', patienceMs, ({ services }) =>
    services?.rows.state === 'value' ? true : undefined
  )
  await ask('service.open', { ref })
  const after = await verdictUntil('the same after a restart', ({ row }) => row === 'customers-confirmed')
  expect(after.declined).toEqual(declined.declined)

  await ask('signal.report', { ref, signal: 'securityIncident', state: 'reported', who: 'mira', note: '' })
  const again = await verdictUntil('it asked again', (verdict) => verdict.declined?.again !== null)
  expect(again).toMatchObject({
    level: 'declareIncident',
    row: 'security-incident',
    disagreeing: ['customers-confirmed']
  })
  expect(again.declined?.again).toBe('more is asked for now than then')

  await ask('signal.report', { ref, signal: 'securityIncident', state: 'withdrawn', who: 'mira', note: '' })
  await ask('signal.report', { ...customers, state: 'withdrawn' })
  expect(await verdictUntil('all withdrawn', ({ level }) => level === 'hold')).toMatchObject({ declined: null })
  const { markdown } = await ask('report.read', {})
  for (const text of ['Decided not to act until', 'Reports of customers: confirmed by support', 'Asked again whether'])
    expect(markdown).toContain(text)
})
