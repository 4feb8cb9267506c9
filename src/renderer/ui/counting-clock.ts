const second = 1_000

/** A counting clock: `07:42`, and `1:07:42` past an hour. */
export function clock(ms: number): string {
  const total = Math.max(0, Math.floor(ms / second))
  const pad = (value: number) => String(value).padStart(2, '0')
  const rest = `${pad(Math.floor(total / 60) % 60)}:${pad(total % 60)}`
  return total < 3_600 ? rest : `${Math.floor(total / 3_600)}:${rest}`
}
