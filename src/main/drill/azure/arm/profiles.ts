import { listOf, objectOf, textOf } from '../../store/json-value.ts'
import type { AzureAnswer } from '../http.ts'
import { answer, jsonOf } from '../http.ts'
import type { AzurePlan } from '../plan.ts'
import type { StoredEndpoint, StoredProfile } from '../traffic-manager/profile.ts'
import { endpointTypeOf, profileType } from '../traffic-manager/profile.ts'
import type { TrafficManager } from '../traffic-manager/traffic-manager.ts'
import { ArmError, badRequest, noSuchResource } from './arm-error.ts'
import { checkTogether, takenProperties } from './endpoint-rules.ts'
import type { ArmExchange } from './exchange.ts'
import { endpointJson, profileJson } from './profile-json.ts'

/** What these routes work on. */
export interface ProfilePorts {
  readonly plan: AzurePlan
  readonly manager: TrafficManager
}

const notAllowed = (method: string): ArmError =>
  new ArmError(405, 'MethodNotAllowed', `The requested resource does not support http method '${method}'.`)

function same(name: string): (one: { readonly name: string }) => boolean {
  return (one) => one.name.toLowerCase() === name.toLowerCase()
}

function endpointAnswer(ports: ProfilePorts, profile: StoredProfile, exchange: ArmExchange): AzureAnswer {
  const { request, path } = exchange
  const [, , kind = '', name = ''] = path.rest
  const type = endpointTypeOf(kind)
  const found = profile.endpoints.find((one) => one.type === type && same(name)(one))
  const missing = noSuchResource(profileType, `${profile.name}/${kind}/${name}`, path.group ?? '')
  if (type === undefined) throw missing
  if (request.method === 'GET') {
    if (found === undefined) throw missing
    return answer(200, endpointJson(ports.plan, ports.manager, profile, found))
  }
  if (request.method !== 'PATCH' && request.method !== 'PUT') throw notAllowed(request.method)
  const body = jsonOf(request)
  if (body === undefined)
    throw badRequest('The request content was invalid and could not be deserialized.', 'InvalidRequestContent')
  if (request.method === 'PATCH' && found === undefined) throw missing
  const given = takenProperties(objectOf(body['properties']))
  const kept = request.method === 'PATCH' ? found?.properties : { endpointStatus: 'Enabled' }
  const written: StoredEndpoint = { name: found?.name ?? name, type, properties: { ...kept, ...given } }
  const endpoints =
    found === undefined
      ? [...profile.endpoints, written]
      : profile.endpoints.map((one) => (one === found ? written : one))
  checkTogether(endpoints)
  const changed = { ...profile, endpoints }
  ports.manager.write(changed)
  return answer(found === undefined ? 201 : 200, endpointJson(ports.plan, ports.manager, changed, written))
}

/** The profile after a PUT of all of it, or a PATCH of some. */
function changedProfile(profile: StoredProfile, exchange: ArmExchange): StoredProfile {
  const body = jsonOf(exchange.request)
  if (body === undefined)
    throw badRequest('The request content was invalid and could not be deserialized.', 'InvalidRequestContent')
  const { endpoints: given, monitorConfig, dnsConfig, ...others } = objectOf(body['properties'])
  const isPatch = exchange.request.method === 'PATCH'
  const { profileMonitorStatus: _, ...probing } = objectOf(monitorConfig)
  const kept = isPatch ? profile.properties : { profileStatus: 'Enabled' }
  const before = isPatch ? profile.properties : {}
  const { fqdn } = objectOf(profile.properties['dnsConfig'])
  const endpoints = listOf(given).map((one): StoredEndpoint => {
    const { name, type, properties } = objectOf(one)
    const kind = endpointTypeOf(textOf(type))
    if (kind === undefined) throw badRequest(`The endpoint type ${JSON.stringify(type)} is not valid.`)
    return { name: textOf(name), type: kind, properties: takenProperties(objectOf(properties)) }
  })
  const written = given === undefined && isPatch ? profile.endpoints : endpoints
  checkTogether(written)
  return {
    ...profile,
    tags: body['tags'] === undefined ? profile.tags : objectOf(body['tags']),
    endpoints: written,
    properties: {
      ...kept,
      ...others,
      dnsConfig: { ...objectOf(before['dnsConfig']), ...objectOf(dnsConfig), fqdn },
      monitorConfig: { ...objectOf(before['monitorConfig']), ...probing }
    }
  }
}

/** What is asked of profiles and their endpoints. Throws ArmError. */
export function answerProfiles(ports: ProfilePorts, exchange: ArmExchange): AzureAnswer {
  const { request, path } = exchange
  const { plan, manager } = ports
  const [, name, kind] = path.rest
  if (name === undefined) {
    if (request.method !== 'GET') throw notAllowed(request.method)
    return answer(200, { value: manager.profiles().map((one) => profileJson(plan, manager, one)) })
  }
  const profile = manager.find(name)
  if (profile === undefined) throw noSuchResource(profileType, name, path.group ?? '')
  if (kind !== undefined) return endpointAnswer(ports, profile, exchange)
  if (request.method === 'GET') return answer(200, profileJson(plan, manager, profile))
  if (request.method !== 'PUT' && request.method !== 'PATCH') throw notAllowed(request.method)
  const changed = changedProfile(profile, exchange)
  manager.write(changed)
  return answer(200, profileJson(plan, manager, changed))
}
