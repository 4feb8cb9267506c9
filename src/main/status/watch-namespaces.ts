import type { ServicesView } from '../../contract/index.ts'
import { kubePath } from '../providers/kubernetes/kube-path.ts'
import { createPublisher, publishEveryMs } from './cadence.ts'
import { createObjectCache } from './object-cache.ts'
import { sortedNames } from './sorted-names.ts'
import type { WatchServicesOptions } from './watch-services.ts'

/** Follows the namespaces to choose from, until `abort`: before one is chosen nothing else of a cluster is read. */
export function watchNamespaces(
  { connection: { reader }, clock, abort }: Pick<WatchServicesOptions, 'connection' | 'clock' | 'abort'>,
  onView: (view: ServicesView) => void
): void {
  const now = (): string => clock.now().toISOString()
  const path = kubePath({ group: '', version: 'v1', resource: 'namespaces' })
  const namespaces = createObjectCache('namespaces', now)
  const changed = createPublisher(publish, publishEveryMs, abort)
  const take: Parameters<typeof reader.watch>[2] = (event) => {
    namespaces.take(event)
    changed()
  }
  reader.watch(path, {}, take, abort)

  function publish(): void {
    onView({
      namespace: '',
      everywhere: null,
      namespaces: sortedNames(namespaces.observed()),
      rows: { state: 'absent', reason: 'No namespace is chosen.', observedAt: now() }
    })
  }
}
