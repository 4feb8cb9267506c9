import { isReady, keys } from '../controllers/kube-types.ts'
import type { Pod } from '../controllers/kube-types.ts'
import type { ApiStore } from '../store/api-store.ts'
import type { PodLife, Traffic } from '../users/traffic.ts'

/** What a service's program says at its own `/metrics`; undefined for a pod that does not answer, or that no user reaches. */
export function podMetrics(
  store: ApiStore,
  traffic: Traffic,
  { namespace, name, nowMs }: { readonly namespace: string; readonly name: string; readonly nowMs: number }
): string | undefined {
  const pod = store.get(keys.pods, namespace, name) as Pod | undefined
  const life = [...traffic.pods()].find((one) => one.pod.namespace === namespace && one.pod.name === name)
  return pod === undefined || !isReady(pod) || life === undefined ? undefined : exposition(life, nowMs)
}

/** In Prometheus' text format. */
function exposition({ pod, answered, firstServedMs }: PodLife, nowMs: number): string {
  const { errorRatio, errorCode } = pod.build
  const total = answered.total(nowMs)
  return [
    '# TYPE process_start_time_seconds gauge',
    `process_start_time_seconds ${Math.floor(firstServedMs / 1000)}`,
    '# TYPE http_requests_total counter',
    `http_requests_total{code="200"} ${Math.floor(total * (1 - errorRatio))}`,
    ...(errorRatio === 0 ? [] : [`http_requests_total{code="${errorCode}"} ${Math.floor(total * errorRatio)}`]),
    ''
  ].join('\n')
}
