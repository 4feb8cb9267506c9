import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { createClock } from '../../lib/clock.ts'
import { planDigest } from '../../ports/digest.ts'
import type { Journal } from '../../ports/journal.ts'
import type { ReadyPlan } from '../../ports/lever.ts'
import { executorFor, journalForTest, kinds, rig, type ExecutorOptions, type Rig } from './testing/rig.ts'
import { approvalOf } from './testing/stage.ts'

/** From now on the wall clock says so much more, as after a sleep in which timers stood still. */
function sleepFor(ms: number): void {
  const now = Date.now.bind(Date)
  const slept = vi.spyOn(Date, 'now').mockImplementation(() => now() + ms)
  onTestFinished(() => slept.mockRestore())
}

/** Approves a rollback and waits for its end. */
async function approve(at: Rig, options: ExecutorOptions = {}) {
  const plan = withShortWindow(await at.plan(3), at)
  const { executor, journal, settled } = await executorFor(at, [plan], options)
  expect(await executor.approve(approvalOf(plan))).toMatchObject({ ok: true })
  return { journal, settled }
}

function withShortWindow(ready: ReadyPlan, { connection }: Rig): ReadyPlan {
  const { plan, steps } = ready
  if (plan.approval.kind === 'hold') return ready
  const short = { ...plan, approval: { ...plan.approval, cancelMs: 100 } }
  return { ...ready, plan: { ...short, digest: planDigest(short, steps, connection.identity) } }
}

describe('an approval that can only be acted on late', () => {
  it('is not acted on when the computer slept in the cancel window', async () => {
    const at = await rig({ kind: 'production' })
    // By this clock the plan holds for days.
    const { journal, settled } = await approve(at, { place: { clock: createClock(null) } })
    sleepFor(3_600_000)
    const run = await settled()
    expect(run).toMatchObject({ outcome: 'failed', attempts: [], failure: { code: 'expired' } })
    expect(run.failure?.message).toMatch(/^The approval was given 1 h ago, .* nothing was sent\.$/)
    expect(run.failure?.remedy).toContain('Plan again')
    expect(at.cluster.patches).toBe(0)
    expect(kinds(journal)).not.toContain('intent')
  })

  it('is not acted on when the plan expired in the cancel window, by the clock of its place', async () => {
    const at = await rig({ kind: 'production' })
    let aheadMs = 0
    const clock = { ...at.clock, now: () => new Date(at.clock.now().getTime() + aheadMs) }
    const { journal, settled } = await approve(at, { place: { clock } })
    aheadMs = 600_000 * clock.speed
    expect(await settled()).toMatchObject({ outcome: 'failed', attempts: [], failure: { code: 'expired' } })
    expect(at.cluster.patches).toBe(0)
    expect(kinds(journal)).not.toContain('intent')
  })

  it('does not wait as long as a busy server asks for', async () => {
    let isBusy = false
    const at = await rig({
      answering: () => (_request, response) => {
        if (!isBusy) return false
        response.writeHead(429, { 'content-type': 'application/json', 'retry-after': '60' })
        response.end('{"kind":"Status","apiVersion":"v1","status":"Failure","reason":"TooManyRequests","code":429}')
        return true
      }
    })
    const plan = await at.plan(3)
    isBusy = true
    const { executor, journal, settled } = await executorFor(at, [plan], { ports: { lateMs: 200 } })
    expect(await executor.approve(approvalOf(plan))).toMatchObject({ ok: true })
    const run = await settled()
    expect(run).toMatchObject({ outcome: 'failed', attempts: [], failure: { code: 'timeout', retryable: true } })
    expect(run.failure?.message).toContain('nothing was sent')
    expect(kinds(journal)).not.toContain('intent')
  })

  it('is not acted on when the computer slept while it connected', async () => {
    const at = await rig()
    const kept = await journalForTest()
    const journal: Journal = {
      ...kept,
      async append(kind, body) {
        const record = await kept.append(kind, body)
        if (kind === 'intent') sleepFor(3_600_000)
        return record
      }
    }
    const { settled } = await approve(at, { ports: { journal } })
    expect(await settled()).toMatchObject({ outcome: 'failed', failure: { code: 'expired' } })
    expect(at.cluster.patches).toBe(0)
    expect(kept.records().findLast(({ kind }) => kind === 'outcome')?.body).toMatchObject({ outcome: 'failed' })
  })
})
