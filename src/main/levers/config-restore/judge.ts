import type { LeverOption } from '../../../contract/index.ts'
import { utcMinute } from '../../../contract/words/format-time.ts'
import { visibleText } from '../../lib/visible-text.ts'
import type { Judgement, World } from '../../ports/lever.ts'
import { isOurManager } from '../../providers/kubernetes/field-manager.ts'
import { refusingOwner } from '../../providers/kubernetes/owners/refusal.ts'
import { judgeRest, restOption } from './judge-rest.ts'
import { changedConfigs, hiddenConfigs, releasedAt, type ChangedConfig } from './situation.ts'

type Stand = Pick<Judgement, 'state' | 'reason' | 'source' | 'choice'>

/** What changed within this time before the trouble may be its cause. */
const suspectMs = 3_600_000
/** A reading is an average over the last minute: the trouble may seem to begin that much earlier or later. */
const blurMs = 60_000
/** Until new pods have replaced those that read it: one rolling update. */
const takesEffectMs = 60_000

/** How putting a ConfigMap back stands for what is seen; pure. */
export function judgeConfig(world: World): Judgement {
  return {
    ...standOf(world),
    takesEffectMs,
    reversible: 'yes',
    leaves: ['The good values in their source'],
    present: { state: 'absent', reason: 'It changes values, not pods', observedAt: world.now.toISOString() },
    optionsTitle: 'Changed ConfigMaps'
  }
}

/** Each changed ConfigMap whose earlier version is there. */
export function configOptions(world: World): readonly LeverOption[] {
  const rest = judgeRest(world)
  if (rest) return [restOption(rest)]
  return changedConfigs(world).flatMap((changed, index) => {
    const { name, earlier, written } = changed
    if (earlier.kind !== 'known') return []
    return [
      {
        id: `configmap-${name}`,
        choice: { name, values: '' },
        title: `ConfigMap ${name}`,
        text: `${keysOf(changed)}, as last applied`,
        tags: [],
        createdAt: written.at,
        note: written.by === '' ? '' : `changed by ${visibleText(written.by, 128)}`,
        differs: earlier.changes.map(({ key }) => visibleText(key, 128)),
        evidence: [],
        standing: 'none',
        state: index === 0 && unlikely(world, changed) === null ? 'recommended' : 'possible'
      }
    ]
  })
}

function standOf(world: World): Stand {
  const changed = changedConfigs(world)
  const [first] = changed
  if (!first) {
    const hidden = hiddenConfigs(world)[0]
    if (hidden === undefined) return stand('notHere', 'No ConfigMap that its pods read was changed within a day.')
    return stand(
      'impossible',
      `ConfigMap ${visibleText(hidden, 253)} may not be read: whether it changed is not known.`
    )
  }
  const { ownership } = world.service
  const owner = ownership.state === 'value' ? refusingOwner(ownership.value) : null
  if (owner)
    return {
      ...stand(
        'refused',
        `Its pods read copies that ${owner.name} makes: put the source right, and it is tried as a release.`
      ),
      source: 'fluxcd/flagger pkg/canary/config_tracker.go GetTargetConfigs'
    }
  const rest = judgeRest(world)
  if (rest) return rest
  // What we wrote last may be a way back: then what was applied is not what it holds.
  if (isOurManager(first.written.by) && first.earlier.kind !== 'known')
    return stand('notNeeded', `ConfigMap ${first.name} was put back at ${clockOf(first.written.at)}.`)
  const known = changed.find(({ earlier }) => earlier.kind === 'known')
  if (!known) return stand('impossible', first.earlier.kind === 'elsewhere' ? first.earlier.text : '')
  const choice = { name: known.name, values: '' }
  const against = unlikely(world, known)
  if (against !== null) return { ...stand('possible', `${toldOf(known)} ${against}`), choice }
  if (isOurManager(known.written.by))
    return {
      ...stand('fits', `${toldOf(known)} That took back what had been put back. What was applied is still there.`),
      choice
    }
  return {
    ...stand(
      'fits',
      `${toldOf(known)} The release is older, and its pods have read the change. What was applied before is still there.`
    ),
    choice
  }
}

function stand(state: Judgement['state'], reason: string): Stand {
  return { state, reason, choice: null }
}

/** What speaks against a change as the cause of the trouble; null when nothing does. */
function unlikely(world: World, { name, written, isRead }: ChangedConfig): string | null {
  const writtenMs = Date.parse(written.at)
  const crossedAt = world.verdict?.firstCrossedAt ?? null
  const sinceMs = crossedAt === null ? world.now.getTime() : Date.parse(crossedAt)
  if (!isRead) return 'No pod has read that: it takes effect with the next start.'
  // It took back what we had put back: the trouble is older than that, as is the release.
  if (isOurManager(written.by)) return null
  if (sinceMs < writtenMs - blurMs) return 'The trouble began before that.'
  if (sinceMs - writtenMs > suspectMs) return 'The trouble began more than an hour after that.'
  const released = releasedAt(world)
  if (released === null) return 'Since when its release is there has not been read.'
  if (writtenMs - Date.parse(released) < suspectMs)
    return `The release changed too, at ${clockOf(released)}: it comes first, and a rollback does not bring ${name} back.`
  return null
}

/** `deploy-bot changed TIMEOUT of ConfigMap cart-config at 02:13 UTC.` */
/** The change of a ConfigMap that is put back: what led to the plan. Null where none is seen, or it is our own. */
export function changePutBack(world: World, name: string): { readonly text: string; readonly at: string } | null {
  const changed = changedConfigs(world).find((one) => one.name === name)
  if (!changed || isOurManager(changed.written.by)) return null
  return { text: toldOf(changed), at: changed.written.at }
}

function toldOf(changed: ChangedConfig): string {
  const { name, written } = changed
  const by = written.by === '' ? 'Somebody' : visibleText(written.by, 128)
  return `${by} changed ${keysOf(changed)} of ConfigMap ${name} at ${clockOf(written.at)}.`
}

/** Up to three keys. */
function keysOf({ earlier }: ChangedConfig): string {
  const keys = earlier.kind === 'known' ? earlier.changes.map(({ key }) => visibleText(key, 64)) : []
  return keys.length > 3 ? `${keys.slice(0, 3).join(', ')} and ${keys.length - 3} more` : keys.join(', ') || 'values'
}

function clockOf(at: string): string {
  return `${utcMinute(at)} UTC`
}
