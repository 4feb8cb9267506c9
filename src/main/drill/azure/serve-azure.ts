import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Effect, FaultPlan } from '../api/ports.ts'
import type { Simulation } from '../clock/simulation.ts'
import type { Certificates } from '../control/certificates.ts'
import { objectOf } from '../store/json-value.ts'
import { createArm } from './arm/arm.ts'
import type { AzureWorld } from './azure-world.ts'
import { openDatabaseDoors, sslIsHad, tabularResult } from './database-doors.ts'
import type { DnsServer } from './dns/server.ts'
import { startDnsServer } from './dns/server.ts'
import type { DnsAnswer, DnsQuestion } from './dns/wire.ts'
import { createEntra } from './entra/entra.ts'
import type { AzureAnswer, AzureRequest } from './http.ts'
import type { AzureReferee } from './referee.ts'
import { createAzureReferee } from './referee.ts'
import { openRegionDoors } from './region-doors.ts'
import type { AzureCall } from './server.ts'
import { startAzureServer } from './server.ts'

/** Where a client finds Azure, as the ready line says it. */
export interface AzureAddresses {
  /** ARM and the sign-in service: `https://127.0.0.1:PORT`. */
  readonly arm: string
  /** The name servers of all zones: `127.0.0.1:PORT`, UDP and TCP. */
  readonly authoritative: string
  /** A resolver that follows TTLs. */
  readonly resolver: string
  /** One of another network, which does so as well, and was asked at another time. */
  readonly otherResolver: string
  /** A company's resolver, which keeps every answer for five minutes at least. */
  readonly companyResolver: string
  /** A JSON file that only this user can read, with what it takes to sign in and what there is to look for. */
  readonly settings: string
}

/** What the settings file says. */
export interface AzureSettings extends Omit<AzureAddresses, 'settings'> {
  /** PEM of the authority that signed ARM's certificate. */
  readonly ca: string
  readonly tenant: string
  readonly subscription: string
  readonly client: string
  readonly secret: string
  readonly resourceGroup: string
  readonly profile: string
  /** The Cosmos DB account; null where there is none. */
  readonly account: string | null
  /** The name that users type. */
  readonly vanity: string
}

export interface ServedAzure {
  readonly addresses: AzureAddresses
  readonly referee: AzureReferee
  close(): void
}

export interface ServeAzurePorts {
  readonly world: AzureWorld
  readonly simulation: Simulation
  readonly certificates: Certificates
  readonly faults: FaultPlan
  readonly recordEffect: (effect: Effect) => void
  readonly secret: string
  /** A folder that only this user can read, and that disappears with the drill. */
  readonly folder: string
  /** Simulated time at which the drill begins. */
  readonly startMs: number
  /** Sees every request with its answer, bodies and all; for tests. */
  readonly observe?: (request: AzureRequest, answer: AzureAnswer) => void
}

/** The regions answer at a port of this computer, which is known only now. */
function probeAt({ manager }: AzureWorld, port: number): void {
  for (const profile of manager.profiles()) {
    const { properties } = profile
    const monitorConfig = { ...objectOf(properties['monitorConfig']), port }
    manager.write({ ...profile, properties: { ...properties, monitorConfig } })
  }
}

/** Opens Azure's doors. */
export async function serveAzure(ports: ServeAzurePorts): Promise<ServedAzure> {
  const { world, simulation, certificates, secret } = ports
  const { plan, regions } = world
  const catchUp = (): void => simulation.catchUp()
  let base = ''
  const entra = createEntra({ plan, tokens: world.tokens, switches: world.entra, secret, base: () => base })
  const arm = createArm({ ...world, base: () => base })
  const calls: AzureCall[] = []
  const doors = await openRegionDoors(certificates.server, regions, world.cosmos?.account, catchUp)
  if (world.cosmos) world.cosmos.account.gatewayPort = doors.port
  probeAt(world, doors.port)
  const sqlDoors = await openDatabaseDoors(world.sql, tabularResult, catchUp)
  const postgresDoors = await openDatabaseDoors(world.postgres, sslIsHad, catchUp)
  const face = await startAzureServer({
    tls: certificates.server,
    now: () => simulation.now(),
    catchUp,
    handle: (request) => entra(request) ?? arm(request),
    faults: ports.faults,
    recordEffect: ports.recordEffect,
    recordCall: (call) => calls.push(call),
    observe: ports.observe,
    user: plan.principal
  })
  base = `https://127.0.0.1:${face.port}`
  const nameServers = await startDnsServer((question) => {
    catchUp()
    return world.network.nameServers === 'silent' ? undefined : world.authoritative(question)
  }, false)
  const openResolver = (resolve: (question: DnsQuestion) => DnsAnswer): Promise<DnsServer> =>
    startDnsServer((question) => {
      catchUp()
      return resolve(question)
    }, true)
  const resolver = await openResolver(world.resolver)
  const otherResolver = await openResolver(world.otherResolver)
  const companyResolver = await openResolver(world.companyResolver)
  const addresses = {
    arm: base,
    authoritative: nameServers.address,
    resolver: resolver.address,
    otherResolver: otherResolver.address,
    companyResolver: companyResolver.address
  }
  const settings: AzureSettings = {
    ...addresses,
    ca: certificates.ca,
    tenant: plan.tenant,
    subscription: plan.subscription,
    client: plan.client,
    secret,
    resourceGroup: plan.resourceGroup,
    profile: plan.profiles[0].name,
    account: plan.account?.name ?? null,
    vanity: plan.vanity.host
  }
  const file = join(ports.folder, 'azure.json')
  writeFileSync(file, `${JSON.stringify(settings, null, 2)}\n`, { mode: 0o600 })
  return {
    addresses: { ...addresses, settings: file },
    referee: createAzureReferee(world, simulation, ports.startMs, () => calls),
    close() {
      for (const one of [doors, sqlDoors, postgresDoors, face, nameServers, resolver, otherResolver, companyResolver])
        one.close()
    }
  }
}
