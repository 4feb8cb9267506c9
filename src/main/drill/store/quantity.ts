/** How a quantity was written, which is how it is written again. */
type Format = 'decimalSi' | 'decimalExponent' | 'binarySi'

/** An amount of a resource (kubernetes/apimachinery pkg/api/resource/quantity.go), in billionths. */
export interface Quantity {
  readonly nanos: bigint
  readonly format: Format
}

/** A text that is no quantity, in the words of upstream. */
export class QuantityError extends Error {}

const BINARY_SUFFIXES = ['Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei']
const DECIMAL_SUFFIXES = ['n', 'u', 'm', '', 'k', 'M', 'G', 'T', 'P', 'E']
const NANO = 1_000_000_000n
const MILLI = 1_000_000n
const LARGEST_BINARY = (2n ** 63n - 1n) * NANO

interface Scale {
  readonly format: Format
  readonly multiply: bigint
  readonly divide: bigint
}

function scaleOf(suffix: string): Scale {
  const decimal = DECIMAL_SUFFIXES.indexOf(suffix)
  if (decimal >= 0) return { format: 'decimalSi', ...powerOfTen(decimal * 3 - 9) }
  const binary = BINARY_SUFFIXES.indexOf(suffix)
  if (binary >= 0) return { format: 'binarySi', multiply: 1024n ** BigInt(binary + 1), divide: 1n }
  const exponent = /^[eE]([+-]?\d{1,3})$/.exec(suffix)?.[1]
  if (exponent === undefined) throw new QuantityError("unable to parse quantity's suffix")
  return { format: 'decimalExponent', ...powerOfTen(Number(exponent)) }
}

function powerOfTen(exponent: number): { readonly multiply: bigint; readonly divide: bigint } {
  const power = 10n ** BigInt(Math.abs(exponent))
  return exponent < 0 ? { multiply: 1n, divide: power } : { multiply: power, divide: 1n }
}

/** Reads a quantity; what is finer than a billionth is rounded away from zero. Throws QuantityError. */
export function parseQuantity(text: string): Quantity {
  const [, sign, whole = '', fraction = '', suffix = ''] =
    /^([+-]?)(\d*)(?:\.(\d*))?([eEinumkKMGTP]*[+-]?\d*)$/.exec(text) ?? []
  if (sign === undefined || text === '' || whole + fraction + suffix === '') {
    throw new QuantityError(
      "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'"
    )
  }
  const { format, multiply, divide } = scaleOf(suffix)
  const amount = dividedUp(
    BigInt(`${whole}${fraction}` || '0') * multiply * NANO,
    divide * 10n ** BigInt(fraction.length)
  )
  const capped = format === 'binarySi' && amount > LARGEST_BINARY ? LARGEST_BINARY : amount
  return { nanos: sign === '-' ? -capped : capped, format }
}

/** Neither is negative. */
function dividedUp(amount: bigint, by: bigint): bigint {
  return (amount + by - 1n) / by
}

/** Rounded away from zero to thousandths, as resource lists are (kubernetes pkg/apis/core/v1/defaults.go SetDefaults_ResourceList). */
export function toMillis({ nanos, format }: Quantity): Quantity {
  const size = dividedUp(nanos < 0n ? -nanos : nanos, MILLI) * MILLI
  return { nanos: nanos < 0n ? -size : size, format }
}

/** The canonical form (quantity.go CanonicalizeBytes): no fraction, the largest suffix that allows that. */
export function formatQuantity({ nanos, format }: Quantity): string {
  if (nanos === 0n) return '0'
  const isSmall = nanos > -1024n * NANO && nanos < 1024n * NANO
  if (format === 'binarySi' && !isSmall && nanos % NANO === 0n) {
    const [number, power] = withoutFactors(nanos / NANO, 1024n, BINARY_SUFFIXES.length)
    return `${number}${power === 0 ? '' : BINARY_SUFFIXES[power - 1]}`
  }
  const most = format === 'decimalExponent' ? Number.POSITIVE_INFINITY : DECIMAL_SUFFIXES.length - 1
  const [number, power] = withoutFactors(nanos, 1000n, most)
  if (format !== 'decimalExponent') return `${number}${DECIMAL_SUFFIXES[power]}`
  return power === 3 ? `${number}` : `${number}e${power * 3 - 9}`
}

function withoutFactors(value: bigint, factor: bigint, most: number): readonly [bigint, number] {
  let number = value
  let power = 0
  while (power < most && number % factor === 0n) {
    number /= factor
    power += 1
  }
  return [number, power]
}
