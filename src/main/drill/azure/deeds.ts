import type { Simulation } from '../clock/simulation.ts'
import type { Lock } from './arm/access.ts'
import type { ArmSwitches } from './arm/arm.ts'
import { profileId } from './arm/profile-json.ts'
import type { Throttle } from './arm/throttle.ts'
import { accountId } from './cosmos/account-json.ts'
import type { EntraSwitches } from './entra/application-grant.ts'
import type { TokenStore } from './entra/tokens.ts'
import type { Operations } from './operations.ts'
import type { AzurePlan, Deed } from './plan.ts'
import type { Regions } from './regions.ts'
import type { TrafficManager } from './traffic-manager/traffic-manager.ts'

export interface DeedPorts {
  readonly plan: AzurePlan
  readonly simulation: Simulation
  readonly regions: Regions
  readonly manager: TrafficManager
  readonly operations: Operations
  readonly throttle: Throttle
  readonly tokens: TokenStore
  readonly switches: ArmSwitches
  readonly entra: EntraSwitches
  readonly network: { nameServers: 'answer' | 'silent' }
}

function scopeOf(plan: AzurePlan, on: 'group' | 'profile' | 'account'): string {
  switch (on) {
    case 'group':
      return `/subscriptions/${plan.subscription}/resourceGroups/${plan.resourceGroup}`
    case 'profile':
      return profileId(plan, plan.profiles[0].name)
    case 'account':
      return accountId(plan, plan.account?.name ?? '')
  }
}

/** What a token must have been asked for with: the moment of the challenge, or a second factor. */
function challengeFor(wants: 'freshToken' | 'mfa'): NonNullable<ArmSwitches['challenge']> {
  const [name, value] = wants === 'mfa' ? ['acrs', 'c1'] : ['nbf', String(Math.floor(Date.now() / 1000))]
  return {
    claims: JSON.stringify({ access_token: { [name ?? '']: { essential: true, value } } }),
    // MSAL merges the claims with its own and writes them anew; the value stays.
    mark: `"${value}"`
  }
}

function writeEndpoint(
  manager: TrafficManager,
  { endpoint, properties }: Extract<Deed, { readonly do: 'endpoint' }>
): void {
  const profile = manager.profiles().find(({ endpoints }) => endpoints.some(({ name }) => name === endpoint))
  if (profile === undefined) throw new Error(`no endpoint is called ${endpoint}`)
  const endpoints = profile.endpoints.map((one) =>
    one.name === endpoint ? { ...one, properties: { ...one.properties, ...properties } } : one
  )
  manager.write({ ...profile, endpoints })
}

/** Does what somebody else does. Throws Error with a message for the referee where that cannot be. */
export function createDeeds(ports: DeedPorts): (deed: Deed) => void {
  const { plan, switches, simulation } = ports
  return (deed) => {
    switch (deed.do) {
      case 'region':
        return ports.regions.set(deed.region, deed.state)
      case 'lock': {
        const lock: Lock = { name: deed.name, level: deed.level, scope: scopeOf(plan, deed.on) }
        switches.locks = [...switches.locks, lock]
        return
      }
      case 'unlock':
        switches.locks = switches.locks.filter(({ name }) => name !== deed.name)
        return
      case 'deny': {
        const { name, actions, spares } = deed
        const denial = {
          name,
          actions,
          scope: scopeOf(plan, deed.on),
          spares: spares === 'operator' ? [plan.principal] : []
        }
        switches.denials = [...switches.denials, denial]
        return
      }
      case 'subscription':
        switches.subscription = deed.state
        return
      case 'storm':
        return ports.throttle.storm(simulation.nowMs() + deed.seconds * 1000, deed.of)
      case 'expireTokens':
        return ports.tokens.expireAll()
      case 'tokenLifetime':
        return ports.tokens.setLifetime(deed.seconds)
      case 'challenge':
        switches.challenge = deed.wants === 'nothing' ? undefined : challengeFor(deed.wants)
        return
      case 'signIn':
        ports.entra.refuses = deed.refuses
        return
      case 'codeLifetime':
        ports.entra.codeSeconds = deed.seconds
        return
      case 'operations':
        return ports.operations.order(deed.end === 'Succeeded' ? undefined : deed.end)
      case 'polls':
        switches.polls = deed.status
        return
      case 'endpoint':
        return writeEndpoint(ports.manager, deed)
      case 'nameServers':
        ports.network.nameServers = deed.state
        return
      default:
        throw new Error('do must name a deed')
    }
  }
}
