/** What the control plane is made of. A change here builds anew into another cache folder. */
export const versions = {
  kubernetes: 'v1.36.3',
  etcd: 'v3.6.15',
  flagger: 'v1.44.0',
  kwok: 'v0.7.0',
  istioApi: 'v1.31.1'
}
