/** A ratio of 0-1 as a percentage: `7.8 %`, `0.04 %`, `99.95 %`; more digits near the two ends, where they matter. */
export function formatRatio(ratio: number): string {
  const percent = ratio * 100
  const distance = Math.min(percent, 100 - percent)
  const digits = distance > 0 && distance < 1 ? 2 : 1
  return `${Number(percent.toFixed(digits))} %`
}

/** Milliseconds as `612 ms`, from ten seconds on as `12.4 s`. */
export function formatMs(ms: number): string {
  return ms < 10_000 ? `${Math.round(ms)} ms` : `${(ms / 1_000).toFixed(1)} s`
}
