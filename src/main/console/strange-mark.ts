import type { DecisionView, RequestInput, ServiceView } from '../../contract/index.ts'
import { FailureError, failureOf } from '../../contract/index.ts'
import { isSame } from './service-ref-in.ts'

/**
 * Refuses a mark that is about nothing that can be marked: of another service than the one that is open, or of what none
 * of its levers offers and none of its revisions is.
 * @throws FailureError `badInput`
 */
export function refuseStrangeMark(
  { ref, subject }: Pick<RequestInput<'standing.mark'>, 'ref' | 'subject'>,
  service: ServiceView | null,
  { levers }: DecisionView
): void {
  const revisions = service?.revisions.state === 'value' ? service.revisions.value : []
  const options = levers.flatMap((lever) => lever.options)
  const markable = new Set([...revisions.map(({ uid }) => uid), ...options.map((option) => option.markable)])
  if (service && isSame(service.ref, ref) && markable.has(subject)) return
  throw new FailureError(failureOf('badInput', 'The service that is open has nothing of that name to mark.'))
}
