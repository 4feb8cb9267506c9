import { expect, it } from 'vitest'
import { createClock } from './clock.ts'
import { createServerClock } from './server-clock.ts'

it('takes the server’s time, and none that no clock shows', () => {
  const server = createServerClock(createClock(null))
  const soon = new Date(Date.now() + 3_600_000).toUTCString()
  expect(server.notice(soon)).toBe(true)
  const skewMs = server.skewMs()
  expect(Math.abs(skewMs - 3_600_000)).toBeLessThan(2_000)
  for (const date of [
    'Sat, 13 Sep 275760 00:00:00 GMT',
    'Thu, 01 Jan 1970 00:00:00 GMT',
    '+275760-09-13',
    'soon',
    undefined
  ])
    expect(server.notice(date)).toBe(false)
  expect(server.skewMs()).toBe(skewMs)
})
