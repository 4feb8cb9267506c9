/** Annotations with which an operator keeps Flux from reverting one object (documented by kustomize- and helm-controller). */
const optOuts: Readonly<Record<string, string>> = {
  'kustomize.toolkit.fluxcd.io/reconcile': 'disabled',
  'kustomize.toolkit.fluxcd.io/ssa': 'Ignore',
  'helm.toolkit.fluxcd.io/driftDetection': 'disabled'
}

const optOutGroups: Readonly<Record<string, string>> = {
  Kustomization: 'kustomize.toolkit.fluxcd.io/',
  HelmRelease: 'helm.toolkit.fluxcd.io/'
}

/** The opt-out that keeps a reconciler of a kind from one object, as `KEY: VALUE`; null without one. */
export function optOutOf(annotations: Readonly<Record<string, unknown>>, kind: string): string | null {
  const group = optOutGroups[kind]
  if (group === undefined) return null
  const [key, value] = Object.entries(optOuts).find(([of, is]) => of.startsWith(group) && annotations[of] === is) ?? []
  return key === undefined || value === undefined ? null : `${key}: ${value}`
}

/** Opt-outs that are in force before and not after, as `KEY: VALUE`. */
export function lostOptOuts(
  before: Readonly<Record<string, unknown>>,
  after: Readonly<Record<string, unknown>>
): readonly string[] {
  return Object.entries(optOuts).flatMap(([key, value]) =>
    before[key] === value && after[key] !== value ? [`${key}: ${value}`] : []
  )
}
