import type { EndpointType } from '@azure/arm-trafficmanager'
import type { EndpointKind } from '../../ports/azure.ts'

/** As the SDK writes the kind of an endpoint into a URL. */
export function sdkEndpointType(kind: EndpointKind): EndpointType {
  return kind === 'azureEndpoints'
    ? 'AzureEndpoints'
    : kind === 'externalEndpoints'
      ? 'ExternalEndpoints'
      : 'NestedEndpoints'
}
