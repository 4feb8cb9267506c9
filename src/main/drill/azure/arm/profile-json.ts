import type { JsonObject } from '../../store/json-value.ts'
import { objectOf } from '../../store/json-value.ts'
import type { AzurePlan } from '../plan.ts'
import type { StoredEndpoint, StoredProfile } from '../traffic-manager/profile.ts'
import { fqdnOf, profileType } from '../traffic-manager/profile.ts'
import type { TrafficManager } from '../traffic-manager/traffic-manager.ts'

/** The id of a profile, as answers spell it. */
export function profileId({ subscription, resourceGroup }: AzurePlan, name: string): string {
  return `/subscriptions/${subscription}/resourceGroups/${resourceGroup}/providers/${profileType}/${name}`
}

/** An endpoint as it is answered: with what its probes say. */
export function endpointJson(
  plan: AzurePlan,
  manager: TrafficManager,
  profile: StoredProfile,
  endpoint: StoredEndpoint
): JsonObject {
  return {
    id: `${profileId(plan, profile.name)}/${endpoint.type}/${endpoint.name}`,
    name: endpoint.name,
    type: `${profileType}/${endpoint.type}`,
    properties: {
      ...endpoint.properties,
      ...childOf(plan, manager, endpoint),
      endpointMonitorStatus: manager.statusOf(profile, endpoint)
    }
  }
}

/** The id of the profile that is nested in an endpoint. */
function childOf(plan: AzurePlan, manager: TrafficManager, { type, properties }: StoredEndpoint): JsonObject {
  if (type !== 'nestedEndpoints') return {}
  const child = manager.profiles().find((one) => fqdnOf(one) === properties['target'])
  return child === undefined ? {} : { targetResourceId: profileId(plan, child.name) }
}

/** A profile as it is answered, its endpoints included. */
export function profileJson(plan: AzurePlan, manager: TrafficManager, profile: StoredProfile): JsonObject {
  const monitorConfig = {
    profileMonitorStatus: manager.profileStatus(profile),
    ...objectOf(profile.properties['monitorConfig'])
  }
  return {
    id: profileId(plan, profile.name),
    name: profile.name,
    type: profileType,
    tags: profile.tags,
    location: 'global',
    properties: {
      ...profile.properties,
      monitorConfig,
      endpoints: profile.endpoints.map((endpoint) => endpointJson(plan, manager, profile, endpoint))
    }
  }
}
