/** One weighing. */
export interface Weighed {
  /** Hours. */
  readonly at: number
  /** MiB. */
  readonly size: number
}

/** How memory grew, MiB an hour, and how exactly that is known: 95 % of such intervals hold the true slope. */
export interface Slope {
  readonly perHour: number
  readonly halfWidth: number
}

/** Two-sided 95 % of the normal distribution; there are dozens of weighings. */
const z = 1.96

/**
 * The line through all weighings (least squares). Weighings that follow one another are alike, so that they count as fewer than
 * they are: by n(1−r)/(1+r), with r the correlation of each residual with the one before it.
 * @throws RangeError for fewer than eight
 */
export function slopeOf(weighed: readonly Weighed[]): Slope {
  const count = weighed.length
  if (count < 8) throw new RangeError('a slope of fewer than eight weighings')
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length
  const [x, y] = [mean(weighed.map(({ at }) => at)), mean(weighed.map(({ size }) => size))]
  const spread = weighed.reduce((sum, { at }) => sum + (at - x) ** 2, 0)
  const perHour = weighed.reduce((sum, { at, size }) => sum + (at - x) * (size - y), 0) / spread
  const residuals = weighed.map(({ at, size }) => size - y - perHour * (at - x))
  const square = residuals.reduce((sum, one) => sum + one ** 2, 0)
  const next = residuals.slice(1).reduce((sum, one, index) => sum + one * (residuals[index] ?? 0), 0)
  const alike = square === 0 ? 0 : Math.min(0.99, Math.max(0, next / square))
  const effective = Math.max(3, (count * (1 - alike)) / (1 + alike))
  return { perHour, halfWidth: z * Math.sqrt((square / (count - 2) / spread) * (count / effective)) }
}
