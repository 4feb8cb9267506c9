import type { Prometheus } from '../prometheus.ts'
import { PartialAnswer } from '../read-answer.ts'
import type { MeterFile } from './meter-schema.ts'
import { alternatives, meterOf, type Meter } from './meter.ts'

/**
 * The first of some meters that a Prometheus has series of, with the labels that most of them have; null when it has none.
 * @throws FailureError when Prometheus does not answer
 */
export async function findMeter(
  prometheus: Pick<Prometheus, 'query'>,
  files: readonly MeterFile[],
  abort: AbortSignal | undefined
): Promise<Meter | null> {
  for (const file of files)
    try {
      const meter = await resolved(prometheus, file, abort)
      if (meter !== null) return meter
    } catch (error) {
      // It has some, though not all stores answered; the readings say so.
      if (error instanceof PartialAnswer) return meterOf(file)
      throw error
    }
  return null
}

async function resolved(
  prometheus: Pick<Prometheus, 'query'>,
  file: MeterFile,
  abort: AbortSignal | undefined
): Promise<Meter | null> {
  if ((await count(prometheus, file.counter, abort)) === 0) return null
  const namespaces = new Set(
    file.reports.flatMap((report) => ('path' in report || typeof report.namespace === 'string' ? [] : report.namespace))
  )
  // What only Kubernetes' own parts count, such as etcd's gRPC, says nothing of the services that are released.
  const ofWorkloads = [...namespaces].map((label) => `${label}!~"kube-.*"`)
  const having = new Map(
    await Promise.all(
      alternatives(file).map(async (label) => {
        const selector = `${file.counter}{${[`${label}!=""`, ...ofWorkloads].join(',')}}`
        return [label, await count(prometheus, selector, abort)] as const
      })
    )
  )
  const isOfWorkloads = namespaces.size === 0 || [...namespaces].some((label) => (having.get(label) ?? 0) > 0)
  return isOfWorkloads ? meterOf(file, having) : null
}

async function count(prometheus: Pick<Prometheus, 'query'>, selector: string, abort: AbortSignal | undefined) {
  const [counted] = await prometheus.query(`count(${selector})`, undefined, abort)
  return counted?.value ?? 0
}
