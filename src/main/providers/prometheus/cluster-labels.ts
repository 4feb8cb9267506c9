import { visibleText } from '../../lib/visible-text.ts'

type Labels = Readonly<Record<string, string>>

/**
 * What tells clusters apart in one Prometheus: Istio's own ids (istio.io reference/config/metrics), and the external label
 * that federation and remote write add, also where a target's own label of that name was kept as `exported_`.
 */
export const clusterLabels = ['destination_cluster', 'source_cluster', 'cluster', 'exported_cluster'] as const

/** Istio's id of a cluster that was given none (istio/istio manifests, global.multiCluster.clusterName). */
const istioDefault = 'Kubernetes'

/** Which of the series are of this cluster, or the clusters that they cannot be told apart by. */
export type OwnSeries<T> =
  | { readonly kind: 'own'; readonly series: readonly T[] }
  | { readonly kind: 'mixed'; readonly clusters: readonly string[] }

/**
 * The series of one cluster. Istio's id decides where there are several; where all clusters have Istio's default id, the
 * external label does. A series that names no cluster is counted.
 * @param own what the operator said that this cluster is called; several clusters without it are `mixed`, and so are
 * series that all name others
 */
export function ownSeries<T extends { readonly labels: Labels }>(
  series: readonly T[],
  own: string | undefined
): OwnSeries<T> {
  const ids = named(series, istioId)
  const external = named(series, externalName)
  if (own !== undefined) {
    const nameOf = ids.includes(own) ? istioId : externalName
    const kept = series.filter(({ labels }) => ['', own].includes(nameOf(labels)))
    const isNamed = ids.includes(own) || external.includes(own) || series.length === 0
    return isNamed ? { kind: 'own', series: kept } : { kind: 'mixed', clusters: [...ids, ...external] }
  }
  if (ids.length > 1) return { kind: 'mixed', clusters: ids }
  const [only] = ids
  const isOfOne = only !== undefined && only !== istioDefault
  return isOfOne || external.length < 2 ? { kind: 'own', series } : { kind: 'mixed', clusters: external }
}

/** Why series of several clusters, or of other clusters only, are not counted, and the way out. */
export function mixedClusters(clusters: readonly string[], own: string | undefined): string {
  const some =
    [...new Set(clusters)]
      .slice(0, 4)
      .map((name) => visibleText(name, 60))
      .join(', ') || 'no named one'
  return own === undefined
    ? `Prometheus has series of several clusters (${some}). Set which one this is, beside where Prometheus is.`
    : `Prometheus has no series of the cluster ${own}, only of others (${some}). Correct its name, beside where Prometheus is.`
}

function named(series: readonly { readonly labels: Labels }[], nameOf: (labels: Labels) => string): readonly string[] {
  return [...new Set(series.map(({ labels }) => nameOf(labels)))].filter((name) => name !== '').toSorted()
}

/** A request that reached no pod has no destination that Istio knows; its caller's cluster stands for it. */
function istioId(labels: Labels): string {
  const ids = [labels['destination_cluster'], labels['source_cluster']]
  return ids.find((id) => id !== undefined && id !== '' && id !== 'unknown') ?? ''
}

function externalName(labels: Labels): string {
  return labels['exported_cluster'] || labels['cluster'] || ''
}
