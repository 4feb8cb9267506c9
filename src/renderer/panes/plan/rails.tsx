import type { Plan, ServiceView } from '../../../contract/index.ts'
import { isStale, lastValue, staleAfterMs } from '../../../contract/observed.ts'
import { useNowMs } from '../../stores/clock.ts'
import { imageTag } from '../../../contract/image-tag.ts'
import css from './plan.module.css'
import type { RailPart } from './rail-parts.ts'
import { railParts } from './rail-parts.ts'

/**
 * The pods now, by revision and health, and after: one bar each. How many there are to be and what a revision holds
 * stays true for a while, so a lost link leaves the last reading; how many are ready does not.
 */
export function Rails({ plan, service }: { readonly plan: Plan; readonly service: ServiceView }) {
  const now = useNowMs()
  const isCounted =
    service.pods.state === 'value' && !isStale(service.pods.observedAt, new Date(now), staleAfterMs.objects)
  const pods = service.pods.state === 'value' && isCounted ? service.pods.value : null
  const revisions = lastValue(service.revisions) ?? []
  const desired = lastValue(service.deployment)?.replicas ?? null
  const release = (revision: number | null) => {
    const images = revisions.find((each) => each.revision === revision)?.images ?? []
    return images.map((image) => imageTag(image.image)).join(', ')
  }
  const isBad = (revision: number | null) => revisions.find((each) => each.revision === revision)?.record === 'bad'
  const unread: Bar = { revision: plan.target.fromRevision, pods: desired, ready: null, reason: '' }
  const present = pods === null ? [unread] : railParts(pods, plan.target.fromRevision, desired ?? 0)
  const after: Bar = { revision: plan.target.toRevision, pods: desired, ready: desired, reason: '' }
  return (
    <div className={css['rails']} data-testid="rails">
      <span>Now</span>
      <Rail parts={present} release={release} isBad={isBad} planned={false} />
      <span>After</span>
      <Rail parts={[after]} release={release} isBad={() => false} planned />
    </div>
  )
}

/** A part of which nobody may know how many pods it is to have. */
interface Bar extends Omit<RailPart, 'pods'> {
  readonly pods: number | null
}

interface RailProps {
  readonly parts: readonly Bar[]
  readonly release: (revision: number | null) => string
  /** A revision that served badly is not well because its pods are ready. */
  readonly isBad: (revision: number | null) => boolean
  readonly planned: boolean
}

function Rail({ parts, release, isBad, planned }: RailProps) {
  return (
    <ul className={css['rail']}>
      {parts.map((part) => (
        <li
          key={`${part.revision}-${part.ready === part.pods}`}
          className={css[`span-${Math.min(12, Math.max(1, part.pods ?? 1))}`]}
          data-health={health(part, planned, isBad(part.revision))}
        >
          {text(part, release(part.revision), planned)}
          {!planned && part.ready === part.pods && isBad(part.revision) && ', serving badly'}
        </li>
      ))}
    </ul>
  )
}

function health(part: Bar, planned: boolean, isBad: boolean): 'good' | 'bad' | 'unknown' {
  if (planned) return 'good'
  if (part.ready === null) return 'unknown'
  return part.ready === part.pods && !isBad ? 'good' : 'bad'
}

function text(part: Bar, release: string, planned: boolean): string {
  const name = part.revision === null ? 'revision unknown' : `revision ${part.revision}`
  const label = release === '' ? name : `${name} · ${release}`
  if (planned) return part.pods === null ? label : `${label} · ${part.pods} ${part.pods === 1 ? 'pod' : 'pods'}`
  if (part.ready === null) return `${label} · pods not read now`
  const ready = `${part.ready} of ${part.pods} ready`
  return part.reason === '' ? `${label} · ${ready}` : `${label} · ${ready}, ${part.reason}`
}
