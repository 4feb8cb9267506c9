import { formatDuration } from './format-duration.ts'

/**
 * `ratio` is 0–1, `ms` milliseconds, `rps` requests per second, `s` seconds, `times` a multiple of what is normal, `bytes` of
 * memory, `cores` of processor time a second, `count` of whatever it is.
 */
export type MeasureUnit = 'ratio' | 'ms' | 'rps' | 's' | 'times' | 'bytes' | 'cores' | 'count'

/** Digits beyond which two values are the same to everybody. */
const mostExtra = 6

/**
 * A ratio of 0–1 as a percentage: `7.8 %`, `0.04 %`, `99.95 %`; more digits near the two ends, where they matter. Only
 * nothing reads as `0 %`, and only all of it as `100 %`.
 */
export function formatRatio(ratio: number, extra = 0): string {
  const percent = ratio * 100
  const distance = Math.min(percent, 100 - percent)
  let digits = (distance > 0 && distance < 1 ? 2 : 1) + extra
  while (distance > 0 && digits < mostExtra && Number.isInteger(atEnd(percent, digits))) digits += 1
  return `${Number(percent.toFixed(digits))} %`
}

/** 0 or 100 where that is what a percentage is rounded to; NaN elsewhere. */
function atEnd(percent: number, digits: number): number {
  const rounded = Number(percent.toFixed(digits))
  return rounded === 0 || rounded === 100 ? rounded : NaN
}

/** Milliseconds as `612 ms`, from ten seconds on as `12.4 s`. */
export function formatMs(ms: number, extra = 0): string {
  return ms < 10_000 ? `${Number(ms.toFixed(extra))} ms` : `${Number((ms / 1_000).toFixed(1 + extra))} s`
}

/** Bytes as `312 MiB`, from ten thousand MiB on as `12.4 GiB`. */
function formatBytes(bytes: number, extra: number): string {
  const MiB = bytes / 1_048_576
  return MiB < 10_000 ? `${Number(MiB.toFixed(extra))} MiB` : `${Number((MiB / 1_024).toFixed(1 + extra))} GiB`
}

/** A value in its unit: `7.8 %`, `612 ms`, `212 req/s`, `1 min 35 s`, `2.4×`. */
export function inUnit(value: number, unit: MeasureUnit, extra = 0): string {
  if (unit === 'ratio') return formatRatio(value, extra)
  if (unit === 'ms') return formatMs(value, extra)
  if (unit === 's') return formatDuration(value * 1_000, extra)
  if (unit === 'bytes') return formatBytes(value, extra)
  if (unit === 'cores') return `${Number(value.toFixed((value < 1 ? 3 : 2) + extra))} cores`
  if (unit === 'count') return String(Number(value.toFixed(extra)))
  if (unit === 'times') return `${Number(value.toFixed(1 + extra))}×`
  return `${Number(value.toFixed((value < 10 ? 1 : 0) + extra))} req/s`
}

/**
 * A value and the limit that it is held against, both with as many digits as it takes to tell them apart: `5.004 %` over
 * a limit of `5 %`. They read the same only where they are the same.
 */
export function besideLimit(
  value: number,
  limit: number,
  unit: MeasureUnit
): { readonly value: string; readonly limit: string } {
  for (let extra = 0; ; extra += 1) {
    const words = { value: inUnit(value, unit, extra), limit: inUnit(limit, unit, extra) }
    if (value === limit || words.value !== words.limit || extra === mostExtra) return words
  }
}
