import { formatDuration } from '../../contract/words/format-duration.ts'

/** What this computer's clock did that no clock does by itself. */
export interface ClockJump {
  readonly text: string
  /** Wall-clock time at the look before, and what it should have been by the steady clock; UTC, ISO. */
  readonly before: string
  readonly expected: string
  /** What the wall clock showed instead; UTC, ISO. */
  readonly shown: string
  /** How far the wall clock left the steady one, milliseconds; negative: it was set back. */
  readonly byMs: number
  /** Time on the steady clock without a look, milliseconds. */
  readonly unwatchedMs: number
}

/** How often is looked, milliseconds. */
const everyMs = 5_000
/** Corrections by NTP stay far below this between two looks, milliseconds. */
const toleratedMs = 2_000
/** A look this late means that nothing of ours ran, milliseconds; a busy computer is seconds late. */
const asleepMs = 60_000

/**
 * Compares the wall clock with the steady one, which nobody can set, until it is told to stop. While a computer sleeps
 * the steady clock stands still on Linux and goes on elsewhere (libuv src/unix/linux.c uv__hrtime, darwin.c): either way
 * the sleep is seen.
 *
 * @param clocks milliseconds: `wall` since 1970, `steady` since any moment
 * @returns ends it
 */
export function watchForJumps(
  clocks: { wall(): number; steady(): number },
  onJump: (jump: ClockJump) => void
): () => void {
  let last = { wall: clocks.wall(), steady: clocks.steady() }
  const timer = setInterval(() => {
    const now = { wall: clocks.wall(), steady: clocks.steady() }
    const unwatchedMs = now.steady - last.steady
    const byMs = Math.round(now.wall - last.wall - unwatchedMs)
    const text = textOf(byMs, unwatchedMs - everyMs)
    if (text !== null) {
      onJump({
        text,
        before: iso(last.wall),
        expected: iso(last.wall + unwatchedMs),
        shown: iso(now.wall),
        byMs,
        unwatchedMs: Math.round(unwatchedMs)
      })
    }
    last = now
  }, everyMs)
  timer.unref()
  return () => clearInterval(timer)
}

function textOf(byMs: number, lateMs: number): string | null {
  const order = 'the order of the entries holds'
  if (byMs < -toleratedMs) return `This computer’s clock was set back by ${formatDuration(-byMs)}: ${order}`
  if (byMs > toleratedMs) return `This computer slept, or its clock was set forward: ${formatDuration(byMs)}, ${order}`
  return lateMs > asleepMs ? `This computer slept, or Backout was stopped: ${formatDuration(lateMs)}` : null
}

function iso(ms: number): string {
  return new Date(ms).toISOString()
}
