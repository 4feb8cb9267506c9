import { expect, it } from 'vitest'
import type { ServiceRef } from '../../contract/index.ts'
import { createSaying } from './saying.ts'

const ref: ServiceRef = { namespace: 'shop', name: 'cart' }
const east = { id: 'c/east', name: 'prod-east', kind: 'production' } as const
const west = { id: 'c/west', name: 'prod-west', kind: 'production' } as const
const on = { level: 'rollBack', rows: ['errors-high'], values: {} } as const

function opened({
  agrees,
  isDrill = false,
  opensMeanwhile = false
}: {
  readonly agrees: boolean
  readonly isDrill?: boolean
  readonly opensMeanwhile?: boolean
}) {
  const written: string[] = []
  const asked: string[] = []
  let here: { readonly id: string; readonly name: string; readonly kind: 'production' } = east
  const saying = createSaying({
    inService: () => ({ ref, hear: () => undefined, declineOn: () => on }),
    record: {
      said: async (kind, body) => {
        written.push(`${kind}: ${String(body['text'])}`)
        return { seq: written.length, t: '2026-03-01T00:00:00Z', kind, body }
      }
    },
    clock: { now: () => new Date('2026-03-01T00:00:00Z') },
    dialogs: {
      confirmTrust: async ({ title, detail }) => {
        asked.push(`${title} ${detail}`)
        if (opensMeanwhile) here = west
        return agrees
      }
    },
    environment: () => (isDrill ? { ...here, kind: 'drill' } : here)
  })
  return { saying, written, asked }
}

const report = { ref, signal: 'securityIncident', state: 'confirmed', who: 'Ada', note: 'a token in the logs' } as const
const decline = { ref, who: 'Ada', reason: 'the sale ends in 10 min', minutes: 15 } as const

it('writes what somebody says after a question outside the window', async () => {
  const { saying, written, asked } = opened({ agrees: true })
  await saying.report(report)
  await saying.decline(decline)
  expect(asked).toEqual([
    expect.stringContaining('Security incident: confirmed by Ada: a token in the logs'),
    expect.stringContaining('Decided not to act for 15 min, by Ada: the sale ends in 10 min')
  ])
  expect(written).toEqual([
    'reported: Security incident: confirmed by Ada: a token in the logs',
    'declined: Decided not to act until 00:15:00Z, by Ada: the sale ends in 10 min'
  ])
})

it('writes nothing that was not agreed to', async () => {
  const { saying, written } = opened({ agrees: false })
  await expect(saying.report(report)).rejects.toThrow('Nothing was recorded.')
  await expect(saying.decline(decline)).rejects.toThrow('Nothing was recorded.')
  await expect(saying.decline({ ...decline, minutes: 0 })).rejects.toThrow('Nothing was recorded.')
  expect(written).toEqual([])
})

it('does not ask in a drill', async () => {
  const { saying, written, asked } = opened({ agrees: false, isDrill: true })
  await saying.decline({ ...decline, minutes: 0 })
  expect(asked).toEqual([])
  expect(written).toEqual(['declined: Taken back by Ada: the decision not to act. the sale ends in 10 min'])
})

it('holds for the environment that was named, and for no other that a page opens meanwhile', async () => {
  const { saying, written, asked } = opened({ agrees: true, opensMeanwhile: true })
  await expect(saying.report(report)).rejects.toMatchObject({ failure: { code: 'conflict' } })
  expect(asked).toEqual([expect.stringContaining('In prod-east: shop/cart')])
  expect(written).toEqual([])
})
