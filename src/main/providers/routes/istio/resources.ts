export const istioGroup = 'networking.istio.io'

/**
 * Newest first; all have the same schema and are converted as they are
 * (istio/api kubernetes/customresourcedefinitions.gen.yaml).
 */
export const istioVersions = ['v1', 'v1beta1', 'v1alpha3'] as const
