import type { LeverOption } from '../../../contract/index.ts'
import { utcMinute } from '../../../contract/words/format-time.ts'
import { visibleText } from '../../lib/visible-text.ts'
import type { Judgement, World } from '../../ports/lever.ts'
import { isWrittenSinceApplied } from '../../providers/kubernetes/config/config-written.ts'
import { isOurManager } from '../../providers/kubernetes/field-manager.ts'
import { changedConfigs, releasedAt, type ChangedConfig } from './situation.ts'

/** A release that is this much older than the trouble is not its cause. */
const suspectMs = 3_600_000

/** How a restart alone stands, and of what. */
export type RestStand = Pick<Judgement, 'state' | 'reason' | 'source'> & {
  readonly choice: { readonly name: string; readonly values: '' }
  readonly of: ChangedConfig
}

/**
 * How a restart stands where the applied values are there again and pods run on those of before: null where there is nothing like
 * that. Who put them back may be us, stopped before the restart, or somebody who did not restart what reads them. Pure.
 */
export function judgeRest(world: World): RestStand | null {
  const of = changedConfigs(world).find(
    ({ earlier, unread }) => unread > 0 && earlier.kind === 'elsewhere' && earlier.isAsApplied
  )
  if (!of) return null
  const { name, written, unread } = of
  const choice = { name, values: '' } as const
  const pods = `${unread} ${unread === 1 ? 'pod that runs was' : 'pods that run were'} started before that and read it only as they start`
  const at = `${utcMinute(written.at)} UTC`
  const isOurs = isOurManager(written.by)
  if (!isOurs && !isWrittenSinceApplied(of.object)) {
    const reason = `ConfigMap ${name} was applied at ${at}; ${pods}. Whether it was better before is not known here.`
    return { state: 'possible', reason, choice, of }
  }
  const by = isOurs || written.by === '' ? '' : ` by ${visibleText(written.by, 128)}`
  const against = isOurs ? null : unlikely(world, of)
  const reason = `ConfigMap ${name} was put back${by} at ${at}; ${pods}: a restart brings it to them.`
  if (against !== null) return { state: 'possible', reason: `${reason} ${against}`, choice, of }
  return { state: 'fits', reason, choice, of }
}

/** The restart as the one thing to choose. */
export function restOption({ state, choice, of, reason }: RestStand): LeverOption {
  const { name, written } = of
  return {
    id: `configmap-${name}`,
    choice,
    title: `ConfigMap ${name}`,
    text: 'As last applied; its pods have to be restarted',
    tags: [],
    createdAt: written.at,
    note: reason,
    differs: [],
    evidence: [],
    standing: 'none',
    state: state === 'fits' ? 'recommended' : 'possible'
  }
}

/** What speaks against values of before as the cause of the trouble; null when nothing does. */
function unlikely(world: World, { written }: ChangedConfig): string | null {
  const crossedAt = world.verdict?.firstCrossedAt ?? null
  const sinceMs = crossedAt === null ? world.now.getTime() : Date.parse(crossedAt)
  if (sinceMs > Date.parse(written.at)) return 'The trouble began after that.'
  const released = releasedAt(world)
  if (released === null) return 'Since when its release is there has not been read.'
  if (sinceMs - Date.parse(released) < suspectMs)
    return `The release changed shortly before the trouble, at ${utcMinute(released)} UTC.`
  return null
}
