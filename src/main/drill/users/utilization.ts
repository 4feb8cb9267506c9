import type { Traffic } from './traffic.ts'

/** So far back it is averaged, as metrics-server does. */
const windowMs = 15_000

/** How busy the pods of a workload are now: their requests of what they could answer, percent; null where none answers any. */
export function utilizationOf(traffic: Traffic, namespace: string, workload: string, nowMs: number): number | null {
  let requests = 0
  let could = 0
  for (const { pod, backend, answered, endedMs } of traffic.pods()) {
    if (endedMs !== undefined || pod.namespace !== namespace || pod.workload !== workload) continue
    const route = traffic.routes.find(({ name, namespace: of }) => of === namespace && name === backend.service)
    const served = answered.total(nowMs) - answered.total(nowMs - windowMs)
    if (route === undefined || served === 0) continue
    requests += (served / windowMs) * 1000
    could += route.podCapacity
  }
  return could === 0 ? null : (100 * requests) / could
}
