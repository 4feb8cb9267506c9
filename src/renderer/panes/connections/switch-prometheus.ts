import { ask } from '../../stores/ask.ts'
import { feedStore } from '../../stores/feeds.ts'
import { say } from '../../stores/view.ts'

/** Reaches Prometheus the other way: by a port-forward instead of the service proxy, or back. False without an environment. */
export function switchPrometheus(): boolean {
  const environment = feedStore.getState().values.shell?.environment
  if (!environment) return false
  const { prometheus } = environment
  const next =
    prometheus === undefined || 'url' in prometheus
      ? 'the other way'
      : prometheus.through === undefined
        ? 'by a port-forward'
        : 'through the service proxy'
  void ask('environment.switchPrometheus', {}).then((done) => {
    if (done !== undefined) say(`Metrics are read ${next} now`)
  })
  return true
}
