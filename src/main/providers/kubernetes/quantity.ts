/** Powers of ten by suffix; without one it is 0. */
const decimal: Readonly<Record<string, number>> = { n: -9, u: -6, m: -3, '': 0, k: 3, M: 6, G: 9, T: 12, P: 15, E: 18 }

/** Powers of two by suffix. */
const binary: Readonly<Record<string, number>> = { Ki: 10, Mi: 20, Gi: 30, Ti: 40, Pi: 50, Ei: 60 }

const form = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,3})|([numkMGTPE]|[KMGTPE]i|))$/

/**
 * The value of a quantity such as `1500m`, `1.5` or `2Gi` in billionths, so that those of one value are the same; null
 * when it is none. What is smaller than a billionth is rounded up, away from zero.
 * kubernetes/apimachinery pkg/api/resource/quantity.go ParseQuantity.
 */
export function quantityInBillionths(text: string): bigint | null {
  const match = form.exec(text)
  if (!match) return null
  const [, sign, whole = '', fraction = '', exponent, suffix = ''] = match
  if (whole + fraction === '') return null
  const ten = 9 - fraction.length + (exponent === undefined ? (decimal[suffix] ?? 0) : Number(exponent))
  const scaled = BigInt(whole + fraction) * 2n ** BigInt(binary[suffix] ?? 0)
  const value = ten >= 0 ? scaled * 10n ** BigInt(ten) : dividedUp(scaled, 10n ** BigInt(-ten))
  return sign === '-' ? -value : value
}

function dividedUp(value: bigint, by: bigint): bigint {
  return (value + by - 1n) / by
}
