import * as z from 'zod/mini'
import { pathPattern } from './path-pattern.ts'

const metricName = z.string().check(z.regex(/^[a-zA-Z_:][a-zA-Z0-9_:]{0,199}$/, 'a name of a metric'))
const labelName = z.string().check(z.regex(/^[a-zA-Z_][a-zA-Z0-9_]{0,99}$/, 'a name of a label'))
/** One label, or several of which the first one that series have is taken. */
const labels = z.union([labelName, z.array(labelName).check(z.minLength(1), z.maxLength(8))])
const where = z.record(labelName, z.array(z.string().check(z.maxLength(100))).check(z.minLength(1), z.maxLength(8)))

const source = z.string().check(z.maxLength(300))
const side = z.union([z.enum(['destination', 'source', 'waypoint']), z.strictObject({ label: labelName })])

/** Who reports requests, and by which labels it says what they reached. */
const report = z.union([
  z.strictObject({ side, where: z.exactOptional(where), namespace: labels, workload: labels }),
  z.strictObject({
    side,
    where: z.exactOptional(where),
    /** Both in one label: a regular expression of RE2 with `{namespace}` and `{workload}`. */
    path: z.strictObject({
      label: labelName,
      pattern: z.string().check(
        z.maxLength(200),
        z.regex(
          /^[^()]*(\(\?:[^()]*\)\??[^()]*)?\{namespace\}[^(){]*\{workload\}[^()]*$/,
          'one {namespace} before one {workload}'
        ),
        z.refine(
          (pattern) => pathPattern(pattern) !== null,
          'a short regular expression of letters, classes, alternatives, repeats and a group'
        )
      )
    })
  })
])

/** How requests are counted in a Prometheus, and what their labels mean: a file of `resources/metrics/`. */
export const meterSchema = z.strictObject({
  id: z.string().check(z.regex(/^[a-z0-9-]{1,40}$/, 'small letters, digits and dashes')),
  /** Who counts, as it is said: `Linkerd’s proxies`. */
  title: z.string().check(z.minLength(1), z.maxLength(100)),
  /** Where upstream says so. */
  upstream: z._default(z.array(z.strictObject({ repository: source, path: source })).check(z.maxLength(20)), []),
  counter: metricName,
  reports: z.array(report).check(z.minLength(1), z.maxLength(4)),
  outcome: z.strictObject({
    /** Status of HTTP, also as `5xx`. */
    code: z.exactOptional(labels),
    /** First digit of that status. */
    class: z.exactOptional(labels),
    /** Envoy's response flags. */
    flags: z.exactOptional(labels),
    /** Number of gRPC's status. */
    grpcStatus: z.exactOptional(labels),
    /** Name of gRPC's status, as Go writes it: `OK`, `DeadlineExceeded`. */
    grpcName: z.exactOptional(labels),
    protocol: z.exactOptional(labels),
    /** What says by itself that a request failed. */
    failed: z.exactOptional(
      z.strictObject({
        label: labelName,
        values: z.array(z.string().check(z.maxLength(100))).check(z.minLength(1), z.maxLength(20))
      })
    )
  }),
  /** Buckets of a histogram with the same labels; left out where latencies are not measured. */
  latency: z.exactOptional(
    z.strictObject({ buckets: metricName, unit: z.enum(['ms', 's']), where: z.exactOptional(where) })
  ),
  /** What is counted where requests are not. */
  connections: z.exactOptional(metricName)
})

/** The user's own: `metrics.yaml`. */
export const metersFileSchema = z.strictObject({ meters: z.array(meterSchema).check(z.maxLength(50)) })

/** As it stands in a file. */
export type MeterFile = z.infer<typeof meterSchema>
export type LabelNames = z.infer<typeof labels>
