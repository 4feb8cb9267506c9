import type { PanelView, ServiceRef } from '../../contract/index.ts'
import type { WatchedObjects } from '../ports/lever.ts'
import { canaryPanel } from '../providers/flagger/canary-panel.ts'

/** Makes a live panel of what is followed; null where there is nothing to show. Pure. */
type MakePanel = (ref: ServiceRef, known: WatchedObjects, now: Date) => PanelView | null

/** One line a panel, in the order in which they are shown. */
const makers: readonly MakePanel[] = [canaryPanel]

/** The live panels of a service beside its own, as of `now` on the server's clock. */
export function panelsOf(ref: ServiceRef, known: WatchedObjects, now: Date): readonly PanelView[] {
  return makers.flatMap((make) => make(ref, known, now) ?? [])
}
