import { gatewayHost, gatewayZone } from '../cosmos/account.ts'
import type { AzurePlan } from '../plan.ts'
import { postgresZone } from '../postgres/flexible-servers.ts'
import { sqlZone } from '../sql/failover-group.ts'
import { targetOf, ttlOf } from '../traffic-manager/profile.ts'
import { routed } from '../traffic-manager/routing.ts'
import type { Asker } from '../traffic-manager/routing.ts'
import type { PublishedProfile, TrafficManager } from '../traffic-manager/traffic-manager.ts'
import type { DnsAnswer, DnsQuestion, DnsRecord } from './wire.ts'
import { rcodes } from './wire.ts'

/** The zone of Traffic Manager, and how long its negative answers are kept (its SOA's minimum). */
const managerZone = 'trafficmanager.net'
const negativeSeconds = 30

const isAddress = /^\d+(\.\d+){3}$/

/** The zone that is responsible for a name: Traffic Manager's own, or the service's. */
function zoneOf(name: string, own: string): string | undefined {
  return [managerZone, gatewayZone, sqlZone, postgresZone, own].find(
    (zone) => name === zone || name.endsWith(`.${zone}`)
  )
}

const soaOf = (zone: string): DnsRecord => ({
  name: zone,
  type: 'SOA',
  ttlSeconds: negativeSeconds,
  primary: `ns1.${zone}`,
  contact: `hostmaster.${zone}`,
  serial: 1,
  minimumSeconds: negativeSeconds
})

const plain = (rcode: number, answers: readonly DnsRecord[], authority: readonly DnsRecord[] = []): DnsAnswer => ({
  rcode,
  isAuthoritative: true,
  answers,
  authority
})

/**
 * What the name servers of all zones say: Traffic Manager's names are aliases of an endpoint's target, and end there; the
 * vanity name is an alias of the profile's; the regions' hosts, and the gateways and servers of the data there, have an address, which is
 * this computer's.
 */
export function createZones(
  plan: AzurePlan,
  manager: TrafficManager
): (question: DnsQuestion, asker: Asker) => DnsAnswer {
  const own = plan.vanity.host.split('.').slice(1).join('.')
  const alias = (name: string, ttlSeconds: number, value: string): DnsRecord => ({
    name,
    type: 'CNAME',
    ttlSeconds,
    value
  })

  /** Nested profiles are gone through here: the answer has an endpoint of the inner one. */
  const targetsOf = ({ profile, observed }: PublishedProfile, asker: Asker, depth: number): readonly string[] =>
    routed(profile, observed, asker).flatMap((endpoint) => {
      const child = endpoint.type === 'nestedEndpoints' ? manager.published(targetOf(endpoint)) : undefined
      return child === undefined || depth > 9 ? [targetOf(endpoint)] : targetsOf(child, asker, depth + 1)
    })

  const fromManager = (name: string, asker: Asker): DnsAnswer => {
    const soa = [soaOf(managerZone)]
    const published = manager.published(name)
    if (published === undefined) return plain(rcodes.noSuchName, [], soa)
    const { profile } = published
    const targets = targetsOf(published, asker, 0)
    if (targets.length > 0)
      return plain(
        rcodes.noError,
        targets.map((to) =>
          isAddress.test(to)
            ? { name, type: 'A', ttlSeconds: ttlOf(profile), value: to }
            : alias(name, ttlOf(profile), to)
        )
      )
    // A disabled profile has no name; what an enabled one with nothing to answer says is not documented.
    const isDisabled = profile.properties['profileStatus'] !== 'Enabled'
    const rcode = isDisabled || plan.darkAnswer === 'noSuchName' ? rcodes.noSuchName : rcodes.noError
    return plain(rcode, [], soa)
  }

  /** It follows the profile by itself, and answers with what it has found. */
  const fromOwnZone = (name: string, type: DnsQuestion['type'], asker: Asker, soa: DnsRecord): DnsAnswer => {
    const { answers } = fromManager(`${plan.profiles[0].relativeName}.${managerZone}`, asker)
    const [found] = type === 'A' ? answers : []
    if (found === undefined || found.type === 'SOA') return plain(rcodes.noError, [], [soa])
    const { ttlSeconds } = plan.vanity
    const of = found.type === 'A' ? {} : { of: found.value }
    return plain(rcodes.noError, [
      { name, type: 'A', ttlSeconds, value: found.type === 'A' ? found.value : '127.0.0.1', ...of }
    ])
  }

  return ({ name, type }, asker) => {
    const zone = zoneOf(name, own)
    if (zone === undefined) return { ...plain(rcodes.refused, []), isAuthoritative: false }
    const soa = soaOf(zone)
    if (name === zone) {
      if (type === 'SOA') return plain(rcodes.noError, [{ ...soa, ttlSeconds: 3600 }])
      if (type === 'NS') return plain(rcodes.noError, [{ name, type: 'NS', ttlSeconds: 172_800, value: `ns1.${zone}` }])
      return plain(rcodes.noError, [], [soa])
    }
    const address = (ttlSeconds: number): DnsAnswer =>
      type === 'A'
        ? plain(rcodes.noError, [{ name, type, ttlSeconds, value: '127.0.0.1' }])
        : plain(rcodes.noError, [], [soa])
    if (name === `ns1.${zone}`) return address(172_800)
    if (zone === managerZone) return fromManager(name, asker)
    const { account } = plan
    if (zone === gatewayZone) {
      const isOne = account?.regions.some((region) => gatewayHost(account.name, region) === name)
      return isOne === true ? address(300) : plain(rcodes.noSuchName, [], [soa])
    }
    if (zone === sqlZone) {
      const isOne = plan.sql?.servers.some((server) => `${server.name}.${sqlZone}` === name)
      return isOne === true ? address(300) : plain(rcodes.noSuchName, [], [soa])
    }
    if (zone === postgresZone) {
      const names = plan.postgres?.servers.map((server) => server.name) ?? []
      const virtual = ['writer', 'reader'].map((of) => `${plan.postgres?.endpoint ?? ''}.${of}`)
      const isOne = [...names, ...virtual].some((one) => `${one}.${postgresZone}` === name)
      return isOne ? address(30) : plain(rcodes.noSuchName, [], [soa])
    }
    const [first] = plan.profiles
    if (name === plan.vanity.host && plan.vanity.form === 'addresses') return fromOwnZone(name, type, asker, soa)
    if (name === plan.vanity.host)
      return plain(rcodes.noError, [alias(name, plan.vanity.ttlSeconds, `${first.relativeName}.${managerZone}`)])
    return plan.regions.some(({ host }) => host === name) ? address(300) : plain(rcodes.noSuchName, [], [soa])
  }
}
