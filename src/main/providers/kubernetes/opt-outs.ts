/** Annotations with which an operator keeps Flux from reverting one object (documented by kustomize- and helm-controller). */
const optOuts: Readonly<Record<string, string>> = {
  'kustomize.toolkit.fluxcd.io/reconcile': 'disabled',
  'helm.toolkit.fluxcd.io/driftDetection': 'disabled'
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
