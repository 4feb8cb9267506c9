import { stringsAt } from '../../lib/json-access.ts'
import type { KubeObject } from '../../ports/kube.ts'

/** Names of the Deployments whose pods have these labels; the same array for the same labels. */
export type WorkloadsByLabels = (labels: Readonly<Record<string, string>>) => readonly string[]

/** Reads the labels of each Deployment once: a route may have thousands of destinations. */
export function workloadsByLabels(deployments: readonly KubeObject[]): WorkloadsByLabels {
  const all = deployments.map((deployment) => ({
    name: deployment.metadata.name,
    has: stringsAt(deployment, 'spec', 'template', 'metadata', 'labels')
  }))
  const byLabel = new Map<string, (typeof all)[number][]>()
  for (const one of all)
    for (const entry of Object.entries(one.has)) {
      const key = JSON.stringify(entry)
      const group = byLabel.get(key)
      if (group) group.push(one)
      else byLabel.set(key, [one])
    }
  const known = new Map<string, readonly string[]>()
  return (labels) => {
    const wanted = Object.entries(labels).toSorted(([a], [b]) => (a < b ? -1 : 1))
    const key = JSON.stringify(wanted)
    const before = known.get(key)
    if (before !== undefined) return before
    // Of all that is wanted what the fewest have.
    const [fewest = all] = wanted
      .map((entry) => byLabel.get(JSON.stringify(entry)) ?? [])
      .toSorted((a, b) => a.length - b.length)
    const found = fewest.filter(({ has }) => wanted.every(([label, value]) => has[label] === value))
    const names = found.map(({ name }) => name)
    known.set(key, names)
    return names
  }
}
