import type { DeploymentView, Observed, RevisionView } from '../../contract/index.ts'
import { imageTag, lastValue } from '../../contract/index.ts'
import type { Journal } from '../ports/journal.ts'
import type { Incident } from './incident.ts'
import { goingOnSince } from './incident-records.ts'
import { incidentScope } from './incident-scope.ts'

/** So long before a crossing a release may be its cause, milliseconds. */
const onsetMs = 60 * 60_000
/** So many of them are written down, the newest. */
const mostAtOnset = 20

/** What else is known of a service when its release is written down. */
export interface AroundRelease {
  readonly revisions: Observed<readonly RevisionView[]>
  /** Since when a limit is past, ISO; null while none is. */
  readonly crossedAt: string | null
}

/**
 * Writes down which release a service has, and each one that follows, whoever made it: what is read of an incident later
 * begins with it. Once a limit is past, those of the hour before are written down too: the newest is not always the cause.
 * @param now milliseconds since 1970
 * @returns takes what was observed
 */
export function releaseEntries(
  journal: Journal,
  incident: Pick<Incident, 'key' | 'ref' | 'identity'>,
  now: number
): (deployment: Observed<DeploymentView>, around?: AroundRelease) => void {
  const written = writtenIn(journal, incident, now)
  const atOnset = (uid: string, { revisions, crossedAt }: AroundRelease): void => {
    if (crossedAt === null) return
    const fromMs = Date.parse(crossedAt) - onsetMs
    const near = (lastValue(revisions) ?? [])
      .filter(({ revision, isCurrent, createdAt }) => !isCurrent && revision > 0 && Date.parse(createdAt) >= fromMs)
      .toSorted((a, b) => a.revision - b.revision)
    for (const { revision, images, createdAt } of near.slice(-mostAtOnset)) {
      const release = `${uid} ${revision}`
      if (written.has(release)) continue
      written.add(release)
      const text = `Revision ${revision} (${tagsOf(images)}) was made`
      const body = { what: 'release', release, ref: incident.ref, happenedAt: createdAt, text }
      journal.append('note', body).catch(() => undefined)
    }
  }
  return (deployment, around) => {
    if (deployment.state !== 'value') return
    if (around !== undefined) atOnset(deployment.value.uid, around)
    const { uid, revision, changedAt, rollout, takenUpFrom } = deployment.value
    const release = `${uid} ${revision}`
    if (revision === 0 || changedAt === '' || rollout.state === 'notObserved' || written.has(release)) return
    written.add(release)
    const again = takenUpFrom === null ? {} : { takenUpFrom }
    const text = textOf(deployment.value)
    const body = { what: 'release', release, ref: incident.ref, happenedAt: changedAt, text, ...again }
    journal.append('note', body).catch(() => undefined)
  }
}

/** What was written down before the service was left and come back to. */
function writtenIn(journal: Journal, incident: Parameters<typeof incidentScope>[0], now: number): Set<unknown> {
  const own = journal.records().filter(incidentScope(incident, 0))
  const since = goingOnSince(own, now)
  return new Set(own.flatMap(({ seq, body }) => (since !== null && seq >= since ? [body['release']] : [])))
}

function textOf({ revision, images, takenUpFrom, changedBy }: DeploymentView): string {
  const again = takenUpFrom === null ? '' : `, taken up from ${takenUpFrom},`
  return `Revision ${revision} (${tagsOf(images)})${again} began to roll out${changedBy === '' ? '' : `, by ${changedBy}`}`
}

function tagsOf(images: DeploymentView['images']): string {
  return images.map(({ image }) => imageTag(image)).join(', ')
}
