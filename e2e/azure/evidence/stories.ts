import { procedurePlan } from './procedure-plan.ts'
import type { AzureStory, Stand } from './story.ts'

const endpointLine = (name: string, status: string, type = ''): string =>
  `az network traffic-manager endpoint update --resource-group rg-istio-aks-prd --profile-name tm-istio-aks --name ${name}${type} --endpoint-status ${status}`
const withType = ' --type externalEndpoints'
const written = [endpointLine('primary-endpoint', 'Disabled'), endpointLine('secondary-endpoint', 'Enabled')] as const
const failover =
  'az cosmosdb failover-priority-change --resource-group rg-istio-aks-prd --name cosmosdb-istio-aks-prd --failover-policies "West US 2=0" "East US 2=1"'
const offline =
  'az cosmosdb offline-region --resource-group rg-istio-aks-prd --name cosmosdb-istio-aks-prd --region "East US 2"'
const statusLine =
  'az network traffic-manager endpoint show --resource-group rg-istio-aks-prd --profile-name tm-istio-aks --name secondary-endpoint --type externalEndpoints --query endpointMonitorStatus --output tsv'
const fqdn = 'istio-aks.trafficmanager.net'

const statuses = ({ stage }: Stand): readonly string[] =>
  stage.report().endpoints.map(({ name, status, monitor }) => `${name} ${status} ${monitor}`)

/** Asks az for the secondary's status until it is Online. */
async function untilOnline({ run }: Stand): Promise<void> {
  for (;;) if ((await run(statusLine)).stdout.trim() === 'Online') return
}

/** What visitors' lookups and requests came to. */
function seen({ stage }: Stand): {
  readonly darkSeconds: number
  readonly darkLookups: number
  readonly failedRequests: number
} {
  const { darkSeconds, darkLookups, errors } = stage.report().visitors
  return { darkSeconds, darkLookups, failedRequests: errors }
}

/** Whether nobody finds the service now. */
const isDark = async ({ stage, alias }: Stand): Promise<boolean> =>
  /^(ENOTFOUND|ENODATA)$/.test(await alias(fqdn, stage.client.settings.authoritative))

export const stories: readonly AzureStory[] = [
  {
    id: 'T6-as-written',
    title: 'The two lines of the regional failover, as they are written, change nothing',
    look: 'Neither line has --type, so az ends before it sends anything. Who does not look at the exit code waits for DNS.',
    plan: () => procedurePlan(false),
    speed: { figures: 1, checks: 10 },
    async play(stand) {
      const before = statuses(stand)
      const codes = []
      for (const line of written) codes.push((await stand.run(line)).code)
      return {
        claims: {
          bothFail: codes.every((code) => code === 1),
          nothingIsSent: stand.stage.effects.length === 0,
          nothingChanged: statuses(stand).join() === before.join()
        },
        measured: { endpoints: statuses(stand), ...seen(stand) }
      }
    }
  },
  {
    id: 'T6-written-order',
    title: 'The same two lines with --type, in the written order: nobody finds the service in between',
    look: 'Both regions were well. Between the lines no endpoint may be answered; resolvers keep that there is nothing for as long as the zone says.',
    plan: () => procedurePlan(false),
    speed: { figures: 1, checks: 20 },
    async play(stand) {
      await stand.until(5)
      await stand.run(endpointLine('primary-endpoint', 'Disabled', withType))
      await stand.run(endpointLine('secondary-endpoint', 'Enabled', withType))
      await stand.until(Math.max(120, stand.seconds() + 80))
      const { darkSeconds, ...others } = seen(stand)
      return {
        claims: { lookupsCameBackEmpty: darkSeconds > 0, itEnds: !(await isDark(stand)) },
        measured: { endpoints: statuses(stand), darkSeconds, ...others }
      }
    }
  },
  {
    id: 'T6-quick-command',
    title: 'The quick command disables the primary and nothing else: an outage of DNS that does not end',
    look: 'The secondary is switched off, and a disabled endpoint is never answered, not even where all others are gone.',
    plan: () => procedurePlan(false),
    speed: { figures: 1, checks: 20 },
    async play(stand) {
      await stand.until(5)
      await stand.run(endpointLine('primary-endpoint', 'Disabled', withType))
      await stand.until(Math.max(100, stand.seconds() + 80))
      const { stage } = stand
      const { requests, errors } = stage.world.visitors.between(
        stage.world.visitors.seconds.at(-11)?.atMs ?? 0,
        Infinity
      )
      return {
        claims: { isStillDark: await isDark(stand), mostRequestsFail: errors / requests > 0.5 },
        measured: { shareOfFailedRequestsAtTheEnd: Math.round((errors / requests) * 100) / 100, ...seen(stand) }
      }
    }
  },
  {
    id: 'T6-enable-first',
    title: 'The other way round: switched on, seen Online, and only then the primary switched off',
    look: 'Priority routing moves nobody while the better endpoint is answered, so the first half is free. No lookup came back empty.',
    plan: () => procedurePlan(false),
    speed: { figures: 1, checks: 20 },
    async play(stand) {
      await stand.until(5)
      await stand.run(endpointLine('secondary-endpoint', 'Enabled', withType))
      await untilOnline(stand)
      await stand.run(endpointLine('primary-endpoint', 'Disabled', withType))
      await stand.until(Math.max(100, stand.seconds() + 80))
      const found = await stand.alias(fqdn, stand.stage.client.settings.authoritative)
      return {
        claims: { noLookupCameBackEmpty: seen(stand).darkLookups === 0, usersAreSentOver: found.startsWith('westus2') },
        measured: { endpoints: statuses(stand), ...seen(stand) }
      }
    }
  },
  {
    id: 'T7-planned-change-in-an-outage',
    title: 'The planned change of the write region while that region is down: it does not succeed, and is in the way',
    look: 'It waits for replication from a region that does not answer. While it waits, taking the region offline is refused.',
    plan: () => procedurePlan(true),
    speed: { figures: 2, checks: 10 },
    async play(stand) {
      const { stage } = stand
      const waiting = stand.run(failover)
      while (stage.effects.length === 0) await stand.until(stand.seconds() + 1)
      const refused = await stand.run(offline)
      const { code } = await waiting
      const waitedSeconds = Math.round(stand.seconds())
      const after = await stand.run(offline)
      return {
        claims: {
          plannedChangeFails: code === 1,
          itKeepsOfflineAway: refused.code === 1 && refused.stderr.includes('PreconditionFailed'),
          offlineHelpsAfterwards: after.code === 0 && stage.report().writeRegion === 'West US 2'
        },
        measured: { secondsUntilItFailed: waitedSeconds, secondsUntilWritesAreBack: Math.round(stand.seconds()) }
      }
    }
  },
  {
    id: 'T7-offline-at-once',
    title: 'The region is taken offline at once: writes are back in seconds',
    look: 'Writes that were not replicated are lost, and only Microsoft brings the region back: that is asked before, not after.',
    plan: () => procedurePlan(true),
    speed: { figures: 1, checks: 10 },
    async play(stand) {
      const { code } = await stand.run(offline)
      return {
        claims: { succeeds: code === 0, theNextRegionWrites: stand.stage.report().writeRegion === 'West US 2' },
        measured: { secondsUntilWritesAreBack: Math.round(stand.seconds()) }
      }
    }
  },
  {
    id: 'T7-list-of-two',
    title: 'The written list of two regions, on an account that has three',
    look: 'A planned change names every region of the account. The list is made of what the account says, not of what was once true.',
    plan: () => procedurePlan(false, { regions: ['East US 2', 'Central US', 'West US 2'] }),
    speed: { figures: 1, checks: 10 },
    async play(stand) {
      const { code, stderr } = await stand.run(failover)
      return {
        claims: {
          isRefused: code === 1 && stderr.includes('BadRequest'),
          nothingChanged: stand.stage.report().writeRegion === 'East US 2'
        },
        measured: { said: stderr.split('\n')[0] ?? '' }
      }
    }
  },
  {
    id: 'T8-one-resolver',
    title: 'nslookup of one name at one resolver, after a switch that was right',
    look: 'The name servers answer with the new region within seconds; a resolver goes on with what it has, and a company’s for longer than the TTL says. Connections that are open stay where they are.',
    plan: () => procedurePlan(false),
    speed: { figures: 5, checks: 15 },
    async play(stand) {
      const { authoritative, resolver, companyResolver } = stand.stage.client.settings
      await stand.run(endpointLine('secondary-endpoint', 'Enabled', withType))
      await untilOnline(stand)
      const before = stand.stage.effects.length
      const switching = stand.run(endpointLine('primary-endpoint', 'Disabled', withType))
      const moved: Record<string, number> = {}
      let connectedAtTheMove = ''
      let switchedAt = Infinity
      const servers = { nameServers: authoritative, resolver, companyResolver }
      // Who asks all the time is asked all the time: each resolver has an answer that it keeps.
      while (Object.keys(moved).length < 3 && stand.seconds() < Math.min(switchedAt, 400) + 420) {
        if (stand.stage.effects.length > before) switchedAt = Math.min(switchedAt, stand.seconds())
        for (const [name, server] of Object.entries(servers)) {
          if (name in moved || !(await stand.alias(fqdn, server)).startsWith('westus2')) continue
          moved[name] = Math.round(stand.seconds() - switchedAt)
          if (name === 'resolver') connectedAtTheMove = JSON.stringify(stand.stage.report().visitors.connected)
        }
        await stand.until(stand.seconds() + 1)
      }
      await switching
      const { nameServers = Infinity, resolver: shared = Infinity, companyResolver: company = Infinity } = moved
      return {
        claims: {
          nameServersFirst: nameServers <= shared && shared < company && company > 60,
          someStayConnected: /"East US 2":[1-9]/.test(connectedAtTheMove)
        },
        measured: {
          nameServersMovedAfterSeconds: nameServers,
          resolverMovedAfterSeconds: shared,
          companyResolverMovedAfterSeconds: company,
          connectedWhenTheResolverMoved: connectedAtTheMove
        }
      }
    }
  },
  {
    id: 'az-sends-again',
    title: 'One command, several failovers: az sends the POST again after an answer of 500',
    look: 'The change was taken on, only its answer was 500. az repeats it by itself; the account refuses the second, and az says that it failed.',
    plan: () => procedurePlan(false),
    speed: { figures: 1, checks: 3 },
    async play(stand) {
      stand.stage.fault({ kind: 'errorAfter', method: 'POST', path: '/failoverPriorityChange', code: 500 })
      const { code } = await stand.run(failover)
      const posts = stand.stage
        .report()
        .calls.filter(({ method, path }) => method === 'POST' && path.includes('failoverPriorityChange'))
      await stand.until(stand.seconds() + 12)
      return {
        claims: {
          sentMoreThanOnce: posts.length > 1,
          saysThatItFailed: code === 1,
          movedAllTheSame: stand.stage.report().writeRegion === 'West US 2'
        },
        measured: { posts: posts.length, exitCode: code }
      }
    }
  },
  {
    id: 'az-drops-what-it-does-not-know',
    title: 'az writes the whole endpoint: what its schema does not know is gone',
    look: 'A GET and a PUT of everything. A PATCH of the status alone, as az rest sends it, keeps the rest.',
    plan: () => procedurePlan(false),
    speed: { figures: 1, checks: 10 },
    async play(stand) {
      const { stage } = stand
      stage.deed({ do: 'endpoint', endpoint: 'primary-endpoint', properties: { futureProperty: 'kept?' } })
      const has = (): boolean =>
        stage.world.manager.find('tm-istio-aks')?.endpoints.some(({ properties }) => 'futureProperty' in properties) ===
        true
      const { subscription } = stage.client.settings
      const url = `/subscriptions/${subscription}/resourceGroups/rg-istio-aks-prd/providers/Microsoft.Network/trafficmanagerprofiles/tm-istio-aks/ExternalEndpoints/primary-endpoint?api-version=2022-04-01`
      await stand.run(`az rest --method patch --url "${url}" --body '{"properties":{"endpointStatus":"Enabled"}}'`)
      const afterPatch = has()
      await stand.run(endpointLine('primary-endpoint', 'Enabled', withType))
      return { claims: { patchKeepsIt: afterPatch, putDropsIt: !has() }, measured: {} }
    }
  },
  {
    id: 'az-and-a-challenge',
    title: 'A claims challenge in the middle: Traffic Manager commands end, Cosmos DB commands go on',
    look: 'Only some of az’s commands answer a challenge. Who signs in and is challenged later stands there half way.',
    plan: () => procedurePlan(false),
    speed: { figures: 1, checks: 10 },
    async play(stand) {
      stand.stage.deed({ do: 'challenge', wants: 'freshToken' })
      const switched = await stand.run(endpointLine('secondary-endpoint', 'Enabled', withType))
      const moved = await stand.run(failover)
      return {
        claims: { trafficManagerEnds: switched.code === 1, cosmosGoesOn: moved.code === 0 },
        measured: { exitCodes: [`endpoint update ${switched.code}`, `failover-priority-change ${moved.code}`] }
      }
    }
  }
]
