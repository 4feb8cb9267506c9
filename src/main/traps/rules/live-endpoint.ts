import type { TrapNotice } from '../../../contract/index.ts'
import type { RegionView } from '../../ports/azure.ts'
import { routingEffect, routingSource } from '../../providers/azure/routing-effect.ts'
import { answered, isProvedOnline, isUnmonitored } from '../../providers/azure/serving.ts'
import type { AzIntended } from '../intended.ts'

const source = 'MicrosoftDocs/azure-docs articles/traffic-manager/traffic-manager-monitoring.md (endpoint status)'
const putSource = 'azure-cli 2.91.0, network traffic-manager endpoint update: GET and PUT, seen'

/**
 * A change of an endpoint, judged by the profile as it is now: who would be left, and what else is sent. Undefined for one of
 * another profile, or with values that are not written.
 */
export function liveEndpoint(
  { options, command }: AzIntended,
  { profile }: Pick<RegionView, 'profile'>
): TrapNotice | undefined {
  const word = (name: string): string => options.get(name)?.toLowerCase() ?? ''
  if (word('profile-name') !== profile.profile.toLowerCase()) return undefined
  if (word('resource-group') !== '' && word('resource-group') !== profile.group.toLowerCase()) return undefined
  const name = word('name')
  if (name === '') return undefined
  const endpoint = profile.endpoints.find(
    (one) => one.name.toLowerCase() === name && one.kind.toLowerCase() === word('type')
  )
  const about = { id: `T6 ${name}`, source, command } as const
  const kinds = profile.endpoints.map((one) => `${one.name} (${one.kind})`).join(', ')
  if (!endpoint)
    return {
      ...about,
      severity: 'warning',
      lead: `${profile.profile} has no such endpoint: the command ends with exit 3 and changes nothing.`,
      text: `It has ${kinds}.`
    }
  const status = word('endpoint-status')
  if (status === endpoint.status?.toLowerCase())
    return {
      ...about,
      severity: 'warning',
      lead: `${endpoint.name} is ${endpoint.status} already.`,
      text: `az sends all of the endpoint back as it read it, all the same. ${whole}`,
      source: putSource
    }
  const others = profile.endpoints.filter((one) => one.id !== endpoint.id)
  if (status !== 'disabled') {
    const best = answered(profile).every((one) => (endpoint.priority ?? 1_001) < (one.priority ?? 1_001))
    const moves = profile.method !== 'Priority' || best
    return {
      ...about,
      severity: 'warning',
      lead: moves ? `Enabling ${endpoint.name} moves users at once, before anybody has probed it.` : whole,
      text: moves
        ? `${profile.method ?? 'Unknown'} routing; it is ${endpoint.monitorStatus || 'not looked at'} now. ${whole}`
        : `Enabling ${endpoint.name} moves nobody while another of a better priority is answered.`
    }
  }
  const effect = others.map((one) => routingEffect(profile, endpoint, one)).find((one) => 'refused' in one)
  if (effect && 'refused' in effect)
    return {
      ...about,
      severity: 'refused',
      lead: `Disabled, ${endpoint.name} leaves its users without an answer.`,
      text: effect.refused.message,
      source: routingSource
    }
  const left = others.filter((one) => isProvedOnline(one) || isUnmonitored(one))
  const now = others.map((one) => `${one.name} is ${one.status ?? 'unknown'}, ${one.monitorStatus || 'not looked at'}`)
  if (left.length === 0)
    return {
      ...about,
      severity: 'refused',
      lead: `Disabling ${endpoint.name} now leaves nobody online: ${profile.fqdn} goes dark.`,
      text: `${now.join('; ')}. Resolvers remember that there is nothing.`,
      instead: `Enable another one, wait until its monitor says Online, and disable ${endpoint.name} after that.`
    }
  return {
    ...about,
    severity: 'warning',
    lead: `${left.map((one) => one.name).join(', ')} would be left online.`,
    text: `${now.join('; ')}. ${whole}`,
    source: putSource
  }
}

const whole = 'az reads the endpoint and puts all of it back: what somebody changes in between is lost.'
