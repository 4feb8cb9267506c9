import * as z from 'zod/mini'
import {
  failed,
  failureOf,
  ok,
  signalIds,
  type BusinessQuery,
  type MatrixRow,
  type Result
} from '../../contract/index.ts'

/** A decision matrix: when to act, and how long to watch afterwards. */
export interface Matrix {
  /**
   * Of rows with the same level the first one names the verdict.
   * A row with both bounds includes them (`1 to 5 %`); a row with one bound excludes it (`over 5 %`).
   * The normal value of `newPodsUnavailable` is the Deployment's progress deadline.
   */
  readonly rows: readonly MatrixRow[]
  /** How long a service is to be quiet after a proved action, milliseconds. */
  readonly watchMs: number
  /** A share of fewer requests in the window than these is held against a limit by its confidence interval. */
  readonly fewRequests: number
  /** Numbers of the business, each with the floor under which it is broken. */
  readonly business: readonly BusinessQuery[]
}

/** Each row is held against each other one, and judged at each reading. */
const mostRows = 200
/** Each is asked for at each reading. */
const mostBusiness = 20

/** Where a file does not say. */
const usualFewRequests = 20

/** From a minute to a day. */
const watchSeconds = z.number().check(z.minimum(60), z.maximum(86_400))

const bound = z.nullable(z.number().check(z.minimum(0), z.maximum(1e12)))
const title = z.string().check(z.minLength(1), z.maxLength(200))
const rowSchema = z
  .strictObject({
    id: z.string().check(z.regex(/^[a-z0-9-]{1,64}$/)),
    title,
    signal: z.enum(signalIds),
    level: z.enum(['hold', 'watch', 'prepare', 'rollBack', 'declareIncident']),
    min: bound,
    max: bound,
    relativeToNormal: z.boolean(),
    leave: z._default(bound, null),
    optional: z._default(z.boolean(), false),
    withinSeconds: z.number().check(z.positive(), z.maximum(86_400)),
    origin: z.enum(['procedure', 'backout'])
  })
  .check(
    z.refine((row) => row.min !== null || row.max !== null, 'needs min, max or both'),
    z.refine((row) => row.min === null || row.max === null || row.min < row.max, 'min must be below max'),
    z.refine(leavesOutside, 'leave must be on the side of the limit where the row does not fire')
  )
/** Entering and leaving at the same side would never end. */
function leavesOutside({ signal, min, max, leave }: Pick<MatrixRow, 'signal' | 'min' | 'max' | 'leave'>): boolean {
  if (leave === null) return true
  return isFromAbove(signal) ? max !== null && leave >= max : min !== null && leave <= min
}

/** Whether less of a signal is worse, so that its limit is crossed from above. */
export function isFromAbove(signal: MatrixRow['signal']): boolean {
  return signal === 'availability' || signal === 'memoryLeft' || signal === 'business'
}

/** Whether a value (or multiple of normal) lies in the row; a single bound is exclusive, two are inclusive. */
export function isWithin(row: MatrixRow, value: number): boolean {
  if (row.min !== null && row.max !== null) return value >= row.min && value <= row.max
  return (row.min === null || value > row.min) && (row.max === null || value < row.max)
}

/** One number of the business: `query` is PromQL whose answer is one number. */
const businessSchema = z.strictObject({
  title: z.string().check(z.minLength(1), z.maxLength(80)),
  query: z.string().check(z.minLength(1), z.maxLength(2_000)),
  floor: z.number().check(z.positive(), z.maximum(1e15))
})

/** What a matrix file says. */
export const matrixSchema = z.strictObject({
  id: z.string().check(z.maxLength(64)),
  title: z.string().check(z.maxLength(200)),
  watchSeconds,
  fewRequests: z._default(z.int().check(z.minimum(1), z.maximum(100_000)), usualFewRequests),
  rows: z.array(rowSchema).check(z.minLength(1), z.maxLength(mostRows)),
  business: z._default(z.array(businessSchema).check(z.maxLength(mostBusiness)), [])
})

/**
 * Checks the text of a matrix file (`resources/matrices/*.json`).
 * The failure names the row and the field that is wrong.
 */
export function readMatrix(text: string, file: string): Result<Matrix> {
  const invalid = (why: string): Result<never> =>
    failed(
      failureOf('invalid', `${file}: ${why}`, {
        remedy: 'Correct the file, or restore the one that came with Backout.'
      })
    )
  let data: unknown
  try {
    data = JSON.parse(text)
  } catch (error) {
    return invalid(error instanceof Error ? error.message : 'not JSON')
  }
  const parsed = matrixSchema.safeParse(data)
  if (!parsed.success) {
    const issue = parsed.error.issues[0]
    return invalid(`${issue?.path.join('.') ?? ''} ${issue?.message ?? 'is not a matrix'}`.trim())
  }
  const ids = parsed.data.rows.map((row) => row.id)
  const repeated = ids.find((id, index) => ids.indexOf(id) !== index)
  if (repeated !== undefined) return invalid(`two rows are called ${repeated}`)
  return ok(matrixOf(parsed.data))
}

/** The matrix that a file says. */
export function matrixOf({ rows, watchSeconds: seconds, fewRequests, business }: z.infer<typeof matrixSchema>): Matrix {
  return { rows, watchMs: seconds * 1_000, fewRequests, business }
}
