import type { Observed, PanelView, ServiceRef } from '../../contract/index.ts'
import type { WatchedObjects } from '../ports/lever.ts'
import type { RequestRates } from '../ports/request-rates.ts'
import { canaryPanel, type MeasuredBeside } from '../providers/flagger/canary-panel.ts'
import { trafficPanel } from '../providers/routes/traffic-panel.ts'
import { scalingPanel } from './scaling-panel.ts'

/** Makes a live panel of what is followed; null where there is nothing to show. Pure. */
type MakePanel = (
  ref: ServiceRef,
  known: WatchedObjects,
  now: Date,
  rates: Observed<RequestRates>,
  measured: MeasuredBeside
) => PanelView | null

/** One line a panel, in the order in which they are shown; canaries and routes are Deployments'. */
const makers: readonly MakePanel[] = [
  (ref, known, now, _, measured) => canaryPanel(ref, known, now, measured),
  trafficPanel,
  scalingPanel
]
const ofOtherKinds: readonly MakePanel[] = [scalingPanel]

/** The live panels of a service beside its own, as of `now` on the server's clock. */
export function panelsOf(
  ref: ServiceRef,
  known: WatchedObjects,
  now: Date,
  rates: Observed<RequestRates>,
  measured: MeasuredBeside
): readonly PanelView[] {
  return (ref.kind === undefined ? makers : ofOtherKinds).flatMap(
    (make) => make(ref, known, now, rates, measured) ?? []
  )
}
