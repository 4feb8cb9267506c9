export const gatewayGroup = 'gateway.networking.k8s.io'

/** Newest first (kubernetes-sigs/gateway-api config/crd/standard/gateway.networking.k8s.io_httproutes.yaml). */
export const gatewayVersions = ['v1', 'v1beta1'] as const
