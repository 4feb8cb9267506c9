import type { ClockView } from '../../contract/index.ts'

/**
 * The clock of a drill that a test runs beside the app and opens like any cluster, from `BACKOUT_CLOCK` (the `clock` of
 * its ready line as JSON); null without it. It counts only together with `BACKOUT_E2E=1`.
 */
export function testClock(env: Readonly<Record<string, string | undefined>>): ClockView | null {
  const text = env['BACKOUT_E2E'] === '1' ? env['BACKOUT_CLOCK'] : undefined
  if (text === undefined) return null
  const { simulatedAt, realAt, speed } = JSON.parse(text) as Partial<ClockView>
  if (simulatedAt === undefined || realAt === undefined || speed === undefined) {
    throw new TypeError('BACKOUT_CLOCK is not the clock of a drill')
  }
  return { simulatedAt, realAt, speed }
}
