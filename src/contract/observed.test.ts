import { expect, it } from 'vitest'
import { inDoubtSince } from './observed.ts'

const lastOkAt = '2026-03-01T03:12:10.000Z'
const after = (ms: number): number => Date.parse(lastOkAt) + ms

it('is in doubt after a silence longer than watches last, and sooner once a request has failed', () => {
  const ok = { state: 'ok', lastOkAt }
  expect(inDoubtSince(ok, after(13_000), 1)).toBeNull()
  expect(inDoubtSince(ok, after(13_001), 1)).toBe(lastOkAt)
  const failing = { state: 'failing', lastOkAt }
  expect(inDoubtSince(failing, after(3_000), 1)).toBeNull()
  expect(inDoubtSince(failing, after(3_001), 1)).toBe(lastOkAt)
})

it('goes by the time that a reading of a fast drill takes on its way', () => {
  expect(inDoubtSince({ state: 'ok', lastOkAt }, after(58_000), 10)).toBeNull()
  expect(inDoubtSince({ state: 'ok', lastOkAt }, after(58_001), 10)).toBe(lastOkAt)
})

it('says nothing of a server that has never answered', () => {
  expect(inDoubtSince({ state: 'failing' }, after(60_000), 1)).toBeNull()
  expect(inDoubtSince({ state: 'connecting', lastOkAt }, after(60_000), 1)).toBeNull()
  expect(inDoubtSince(undefined, after(60_000), 1)).toBeNull()
})
