import {
  lastValue,
  mapObserved,
  type PanelPart,
  type PanelRow,
  type PanelView,
  type ServiceRef,
  type Signal
} from '../../../contract/index.ts'
import { formatDuration } from '../../../contract/words/format-duration.ts'
import { visibleText } from '../../lib/visible-text.ts'
import type { WatchedObjects } from '../../ports/lever.ts'
import { canarySight, type CanarySight, type WorkloadSight } from './canary-sight.ts'
import { confirmingHooks } from './hooks.ts'
import { measuredChecks } from './measured-checks.ts'
import { watchedIds } from './watched.ts'

/** What Flagger measured last, by the name of its check, and what is measured here. */
export interface MeasuredBeside {
  readonly byFlagger: ReadonlyMap<string, number>
  readonly here: readonly Signal[]
}

/** The live panel of a service's Canary; null where none follows it. */
export function canaryPanel(
  ref: ServiceRef,
  known: WatchedObjects,
  now: Date,
  measured: MeasuredBeside
): PanelView | null {
  const canaries = known.get(watchedIds.canaries)
  if (canaries === undefined || lastValue(canaries) === undefined) return null
  const sight = canarySight(ref, known, now)
  if (sight === null) return null
  const parts = sight.kind === 'several' ? severalParts(sight.names) : partsOf(sight.sight, measured)
  return { id: 'canary', title: 'Canary', parts: mapObserved(canaries, () => parts) }
}

function severalParts(names: readonly string[]): readonly PanelPart[] {
  const text = `${names.join(', ')} follow the same target: each writes the same primary and the same routes, so nothing is automated here.`
  return [{ kind: 'sentence', text: visibleText(text, 400), tone: 'bad' }]
}

function partsOf(sight: CanarySight, { byFlagger, here }: MeasuredBeside): readonly PanelPart[] {
  const { object, canary, automatic, cause, liveness, hung } = sight
  const checks = measuredChecks(object, byFlagger, here)
  const sentences: PanelPart[] = []
  const warn = (text: string, tone: PanelRow['tone'] = 'warn'): void =>
    void sentences.push({ kind: 'sentence', text, tone })
  if (canary.failed === 'promotion')
    warn('The promotion failed: all traffic is on the target, and the primary is the broken one.', 'bad')
  if (canary.suspended) warn('Suspended: Flagger neither goes on nor rolls back until it is resumed.')
  if (canary.skipsAnalysis) warn('skipAnalysis is set: the next release is promoted without any check.', 'bad')
  if (hung !== null) warn(hung.text, 'bad')
  else if (liveness.state === 'dead') warn(liveness.text, 'bad')
  for (const problem of canary.problems) warn(`${canary.name}: ${visibleText(problem, 200)}`, 'unknown')
  if (cause.kind === 'said' && canary.phase !== 'Succeeded') warn(cause.text, 'plain')
  return [
    { kind: 'rows', rows: rowsOf(sight) },
    ...(checks === null ? [] : [checks]),
    ...(automatic.kind === 'coming' ? countdowns(automatic) : []),
    ...sentences
  ]
}

function countdowns(automatic: Extract<CanarySight['automatic'], { readonly kind: 'coming' }>): readonly PanelPart[] {
  const last = {
    kind: 'countdown',
    title: 'Rolls back at the latest, if every check fails, in',
    at: automatic.byAt
  } as const
  if (automatic.nextCheckAt === null) return [last]
  return [{ kind: 'countdown', title: 'Next check in', at: automatic.nextCheckAt }, last]
}

function rowsOf({ canary, target, primary, controller, liveness }: CanarySight): readonly PanelRow[] {
  const { name, phase, failedChecks, threshold, intervalMs } = canary
  // After a promotion that failed all users are on the target.
  const isLeft = canary.failed === 'promotion'
  const gates = confirmingHooks(canary).map((hook) => hook.name)
  const rows: readonly (PanelRow | null)[] = [
    name === canary.target.name ? null : { label: 'Canary', value: visibleText(name, 63), tone: 'plain' },
    { label: 'Phase', value: phaseWords(canary), tone: phaseTone(canary) },
    {
      label: 'Failed checks',
      value:
        phase === 'Failed' && failedChecks === 0
          ? `counted anew at the next release, up to ${threshold}`
          : `${failedChecks} of ${threshold}, every ${formatDuration(intervalMs)}`,
      tone: failedChecks > 0 ? 'bad' : 'plain'
    },
    workloadRow(isLeft ? 'Primary, serves nobody now' : 'Primary, serves', primary),
    workloadRow(isLeft ? 'Target, serves now' : 'Target', target),
    gates.length > 0 && (phase === 'Waiting' || phase === 'WaitingPromotion')
      ? { label: 'Waits for', value: visibleText(gates.join(', '), 100), tone: 'warn' }
      : null,
    canary.mirrors ? { label: 'Mirror', value: 'copies requests to the target', tone: 'warn' } : null,
    {
      label: 'Flagger',
      value: [controller?.versionText ?? '', liveness.state === 'unknown' ? 'not known' : liveness.state]
        .join(' ')
        .trim(),
      tone: liveness.state === 'dead' ? 'bad' : liveness.state === 'unknown' ? 'unknown' : 'plain'
    }
  ]
  return rows.filter((row) => row !== null)
}

/** Failed is what a rollback of Flagger ends in, and an abort wants: only a promotion that failed leaves users on the release. */
function phaseTone({ phase, failed, suspended }: CanarySight['canary']): PanelRow['tone'] {
  if (phase === null) return 'unknown'
  if (suspended && phase !== 'Failed') return 'warn'
  if (phase === 'Failed') return failed === 'promotion' ? 'bad' : 'plain'
  return phase === 'Succeeded' || phase === 'Initialized' ? 'plain' : 'warn'
}

/** The phase as Flagger wrote it: `Succeeded, suspended`, because nothing goes on while it is suspended. */
export function phaseWords({ phaseText, suspended }: Pick<CanarySight['canary'], 'phaseText' | 'suspended'>): string {
  return `${visibleText(phaseText, 40) || 'Initializing'}${suspended ? ', suspended' : ''}`
}

function workloadRow(label: string, { object, wanted, ready, notReady }: WorkloadSight): PanelRow {
  if (object === null) return { label, value: 'not seen', tone: 'unknown' }
  if (wanted === 0) return { label, value: 'no pods', tone: 'plain' }
  const value = `${ready} of ${wanted} ready${notReady === null ? '' : `, ${notReady}`}`
  return { label, value, tone: notReady === null && ready === wanted ? 'good' : 'bad' }
}
