import { expect, test } from 'vitest'
import type { Conclusion } from '../../ports/action.ts'
import { followOperation } from './follow-operation.ts'

const beganMs = Date.parse('2026-12-01T03:00:00Z')
const address = 'https://management.azure.com/subscriptions/s/operations/1'

interface Azure {
  /** What is answered to whoever asks how the operation stands. */
  readonly status: number
  readonly body: string
  /** What the account says so many milliseconds after the 202. */
  readonly says: (ms: number) => Conclusion
  /** What the 202 was dated. */
  readonly serverAt: string
}

/** Follows a move by a clock that goes on only while nothing is done. */
async function followed({ status, body, says, serverAt }: Azure) {
  let nowMs = beganMs
  const giveUp = new AbortController()
  const clock = {
    speed: 1,
    now: () => new Date(nowMs),
    async sleep(ms: number) {
      nowMs += ms
      if (nowMs - beganMs > 86_400_000) giveUp.abort(new Error('not over within a day'))
    }
  }
  const headers = { 'azure-asyncoperation': address }
  const accepted = { status: 202, headers, serverAt, auditId: null, durationMs: 1, body: '' }
  const azure = { readOperation: async () => ({ status, headers: {}, body }) }
  const conclude = async (): Promise<Conclusion> => says(nowMs - beganMs)
  const place = { clock, azure } as unknown as Parameters<typeof followOperation>[1]
  const outcome = await followOperation(
    { accepted, name: 'orders', begunWithinMs: 300_000, conclude },
    place,
    giveUp.signal
  )
  return { outcome, afterMs: nowMs - beganMs }
}

const applied = { kind: 'applied', text: 'West US 2 writes' } as Conclusion
const asBefore = { kind: 'asBefore', text: 'East US 2 writes' } as Conclusion
const right = '2026-12-01T03:00:00Z'
const dates = ['2026-11-30T03:00:00Z', '2026-12-01T02:45:00Z', right, '2099-01-01T00:00:00Z']

test.each(dates)('a move that nobody may ask about is waited for, dated %s', async (serverAt) => {
  const body = '{"error":{"code":"AuthorizationFailed"}}'
  const says = (ms: number): Conclusion => (ms > 40_000 ? applied : asBefore)
  expect((await followed({ status: 403, body, says, serverAt })).outcome).toEqual({ outcome: 'succeeded' })
})

test.each(dates)('a move that is said to run for ever is proved by the account, dated %s', async (serverAt) => {
  const body = '{"status":"InProgress"}'
  const { outcome, afterMs } = await followed({ status: 200, body, says: () => applied, serverAt })
  expect(outcome).toEqual({ outcome: 'succeeded' })
  expect(afterMs).toBeLessThan(60_000)
})

test('what is as before for longer than a move takes to begin has failed', async () => {
  const { outcome, afterMs } = await followed({ status: 403, body: '{}', says: () => asBefore, serverAt: right })
  expect(outcome).toMatchObject({ outcome: 'failed' })
  expect(afterMs).toBeGreaterThan(300_000)
})
