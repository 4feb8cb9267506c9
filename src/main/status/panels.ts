import type { Observed, PanelView, ServiceRef } from '../../contract/index.ts'
import type { WatchedObjects } from '../ports/lever.ts'
import { canaryPanel } from '../providers/flagger/canary-panel.ts'
import { trafficPanel, type RequestRates } from '../providers/routes/traffic-panel.ts'

/** Makes a live panel of what is followed; null where there is nothing to show. Pure. */
type MakePanel = (ref: ServiceRef, known: WatchedObjects, now: Date, rates: Observed<RequestRates>) => PanelView | null

/** One line a panel, in the order in which they are shown. */
const makers: readonly MakePanel[] = [canaryPanel, trafficPanel]

/** The live panels of a service beside its own, as of `now` on the server's clock. */
export function panelsOf(
  ref: ServiceRef,
  known: WatchedObjects,
  now: Date,
  rates: Observed<RequestRates>
): readonly PanelView[] {
  // What is followed for panels are Deployments.
  if (ref.kind !== undefined) return []
  return makers.flatMap((make) => make(ref, known, now, rates) ?? [])
}
