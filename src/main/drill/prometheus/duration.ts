const unitsMs = new Map([
  ['ms', 1],
  ['s', 1000],
  ['m', 60_000],
  ['h', 3_600_000],
  ['d', 86_400_000],
  ['w', 604_800_000],
  ['y', 31_536_000_000]
])

const whole = /^(?:\d+y)?(?:\d+w)?(?:\d+d)?(?:\d+h)?(?:\d+m)?(?:\d+s)?(?:\d+ms)?$/

/** Parses `1h30m`; returns milliseconds or undefined (prometheus/common model.ParseDuration). */
export function parseDurationMs(text: string): number | undefined {
  if (text === '' || !whole.test(text)) return undefined
  let total = 0
  for (const [, amount, unit] of text.matchAll(/(\d+)(ms|[smhdwy])/g))
    total += Number(amount) * (unitsMs.get(unit ?? '') ?? 0)
  return total
}
