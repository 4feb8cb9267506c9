import { stringAt } from '../../lib/json-access.ts'

/**
 * When an event of Kubernetes was seen last, as the server wrote it; empty when nothing says it. Old and new events keep it in different
 * fields (kubernetes pkg/printers/internalversion printEvent).
 */
export function eventTime(event: unknown): string {
  return (
    stringAt(event, 'series', 'lastObservedTime') ||
    stringAt(event, 'lastTimestamp') ||
    stringAt(event, 'eventTime') ||
    stringAt(event, 'metadata', 'creationTimestamp')
  )
}
