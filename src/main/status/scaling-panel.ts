import { type PanelPart, type PanelRow, type PanelView, type ServiceRef } from '../../contract/index.ts'
import type { WatchedObjects } from '../ports/lever.ts'
import { scalingOf } from './service-scaling.ts'
import type { SeenScaler } from '../providers/kubernetes/scaling/seen-scalers.ts'
import { limitsText, stateText } from '../providers/kubernetes/scaling/scaler-words.ts'
import { watchedScalers } from '../providers/kubernetes/scaling/scaler-kinds.ts'

/** So many autoscalers are named; more than one on a workload is a mistake that they say themselves. */
const mostNamed = 4

const byHand = 'A number that is set by hand is set again within seconds.'

/** What sets the number of pods, what it keeps, and what not; null where nothing does, as far as all of it was read. */
export function scalingPanel(ref: ServiceRef, known: WatchedObjects): PanelView | null {
  const { scalers, notes, unread } = scalingOf(ref, known)
  if (scalers.length === 0 && unread === null) return null
  const rows = scalers.slice(0, mostNamed).map(rowOf)
  const parts: readonly PanelPart[] = [
    ...(rows.length === 0 ? [] : [{ kind: 'rows', rows } as const]),
    ...(scalers.some(({ state }) => state === 'scales') ? [sentence(byHand, 'plain')] : []),
    ...scalers.flatMap((scaler) => (scaler.state === 'scales' ? [] : [sentence(stateText(scaler), toneOf(scaler))])),
    ...(scalers.length === 0 ? [] : [sentence('A rollback keeps the number, and what sets it.', 'plain')]),
    ...notes.map((text) => sentence(text, 'plain')),
    ...(unread === null ? [] : [sentence(unread, 'unknown')])
  ]
  return { id: 'scaling', title: 'Number of pods', parts: { state: 'value', value: parts, observedAt: seenAt(known) } }
}

function rowOf(scaler: SeenScaler): PanelRow {
  const label = scaler.kind === 'ScaledObject' ? 'Set by KEDA' : 'Set by an HPA'
  const state = { scales: '', blind: ', no metrics', off: ', off at 0', paused: ', paused' }[scaler.state]
  return { label: `${label}, ${scaler.workload}`, value: `${limitsText(scaler)}${state}`, tone: toneOf(scaler) }
}

function toneOf({ state }: SeenScaler): PanelRow['tone'] {
  return state === 'blind' || state === 'paused' ? 'warn' : 'plain'
}

function sentence(text: string, tone: PanelRow['tone']): PanelPart {
  return { kind: 'sentence', text, tone }
}

function seenAt(known: WatchedObjects): string {
  const observed = known.get(watchedScalers('HorizontalPodAutoscaler'))
  if (observed === undefined || observed.state === 'loading') return ''
  return observed.state === 'unreachable' ? (observed.last?.observedAt ?? observed.sinceAt) : observed.observedAt
}
