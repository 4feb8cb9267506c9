/** The kind Canary as far as tests of custom resources need it: with a status of its own, and any field. */
export const canaryDefinition = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'canaries.flagger.app' },
  spec: {
    group: 'flagger.app',
    scope: 'Namespaced',
    names: { plural: 'canaries', singular: 'canary', kind: 'Canary', listKind: 'CanaryList' },
    versions: [
      {
        name: 'v1beta1',
        served: true,
        storage: true,
        subresources: { status: {} },
        additionalPrinterColumns: [{ name: 'Status', type: 'string', jsonPath: '.status.phase' }],
        schema: { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } }
      }
    ]
  }
}
