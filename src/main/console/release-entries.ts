import type { DeploymentView, Observed } from '../../contract/index.ts'
import { imageTag } from '../../contract/index.ts'
import type { Journal } from '../ports/journal.ts'
import type { Incident } from './incident.ts'
import { goingOnSince } from './incident-records.ts'
import { incidentScope } from './incident-scope.ts'

/**
 * Writes down which release a service has, and each one that follows, whoever made it: what is read of an incident later
 * begins with it.
 * @param now milliseconds since 1970
 * @returns takes what was observed
 */
export function releaseEntries(
  journal: Journal,
  incident: Pick<Incident, 'key' | 'ref' | 'identity'>,
  now: number
): (deployment: Observed<DeploymentView>) => void {
  const written = writtenIn(journal, incident, now)
  return (deployment) => {
    if (deployment.state !== 'value') return
    const { uid, revision, changedAt, rollout } = deployment.value
    const release = `${uid} ${revision}`
    if (revision === 0 || changedAt === '' || rollout.state === 'notObserved' || written.has(release)) return
    written.add(release)
    const body = { what: 'release', release, ref: incident.ref, happenedAt: changedAt, text: textOf(deployment.value) }
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
  const tags = images.map(({ image }) => imageTag(image)).join(', ')
  const again = takenUpFrom === null ? '' : `, taken up from ${takenUpFrom},`
  return `Revision ${revision} (${tags})${again} began to roll out${changedBy === '' ? '' : `, by ${changedBy}`}`
}
