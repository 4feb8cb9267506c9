import { stringAt } from '../../lib/json-access.ts'
import type { KubeObject } from '../../ports/kube.ts'

/**
 * When an event was seen last, as the server wrote it; empty when nothing says it. Old and new events keep it in different
 * fields (kubernetes pkg/printers/internalversion printEvent).
 */
export function eventTime(event: KubeObject): string {
  return (
    stringAt(event, 'series', 'lastObservedTime') ||
    stringAt(event, 'lastTimestamp') ||
    stringAt(event, 'eventTime') ||
    (event.metadata.creationTimestamp ?? '')
  )
}
