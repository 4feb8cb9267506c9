import type { Observed, PodView, RevisionView, ServiceView, Share } from '../../../contract/index.ts'
import { imageTag, lastValue, mapObserved } from '../../../contract/index.ts'

/**
 * The pods now, by revision, oldest first; those that have ended or are about to do not count. How many there are to be
 * stays true for a while, so that without pods the revision that is wanted is shown as unread.
 */
export function presentShares(service: ServiceView): Observed<readonly Share[]> {
  return mapObserved(service.pods, (pods) => sharesOf(pods, service))
}

function sharesOf(pods: readonly PodView[], service: ServiceView): readonly Share[] {
  const revisions = lastValue(service.revisions) ?? []
  const own = pods.filter(({ life }) => life === 'active')
  const numbers = [...new Set(own.map(({ revision }) => revision))].toSorted((a, b) => (a ?? 0) - (b ?? 0))
  if (numbers.length === 0) {
    const deployment = lastValue(service.deployment)
    if (!deployment) return []
    const label = labelOf(deployment.revision, revisions)
    const desired = deployment.replicas
    return [{ label, value: desired, detail: `0 of ${desired} ready`, tone: desired === 0 ? 'unknown' : 'bad' }]
  }
  return numbers.map((number) => {
    const mine = own.filter(({ revision }) => revision === number)
    return shareOf(mine, number, revisions)
  })
}

function shareOf(pods: readonly PodView[], number: number | null, revisions: readonly RevisionView[]): Share {
  const ready = pods.filter((pod) => pod.ready).length
  const reason = pods.find((pod) => !pod.ready && pod.reason !== '')?.reason.split(':')[0] ?? ''
  // A revision that served badly is not well because its pods are ready.
  const isBad = revisions.some(({ revision, standing }) => revision === number && standing === 'bad')
  const isReady = ready === pods.length
  const why = isReady && isBad ? 'serving badly' : reason
  const detail = `${ready} of ${pods.length} ready${why === '' ? '' : `, ${why}`}`
  return { label: labelOf(number, revisions), value: pods.length, detail, tone: isReady && !isBad ? 'good' : 'bad' }
}

/** `revision 42 · 1.28.0` */
function labelOf(number: number | null, revisions: readonly RevisionView[]): string {
  if (number === null) return 'revision unknown'
  const images = revisions.find(({ revision }) => revision === number)?.images ?? []
  const tags = images.map(({ image }) => imageTag(image)).join(', ')
  return tags === '' ? `revision ${number}` : `revision ${number} · ${tags}`
}
