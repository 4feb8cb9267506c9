/** What the control plane is made of. A change here builds anew into another cache folder. */
export const versions = {
  kubernetes: 'v1.36.3',
  etcd: 'v3.6.15',
  flagger: 'v1.44.0',
  kwok: 'v0.7.0',
  istioApi: 'v1.31.1',
  /** Debian 12's: the only one that is not fetched by its version. */
  prometheus: '2.42.0'
}

/**
 * The Go modules that are used as they are, with their sums as sum.golang.org has them. The others are built from modules
 * of ours in go/, because upstream's have replace directives; their go.sum is there.
 */
export const upstreamModules = {
  flagger: {
    name: 'github.com/fluxcd/flagger',
    version: versions.flagger,
    sum: 'h1:JAb2mE3AAO5Y/JkfHy6xbFDPDPk9lGvqXwmtztNbdhw='
  },
  kwok: { name: 'sigs.k8s.io/kwok', version: versions.kwok, sum: 'h1:+eGsNOIPapjsSzeZlOEcwbpyEVa2Vqlcafa0qIjaKV4=' },
  istioApi: { name: 'istio.io/api', version: versions.istioApi, sum: 'h1:5Yb5ihcz4YQsCkciusK7DnFpBMwRB6EFWeUKH1Atuyk=' }
}
