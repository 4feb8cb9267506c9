import type {
  AccountPlan,
  AzurePlan,
  EventPlan,
  PostgresPlan,
  ProfilePlan,
  RegionPlan,
  SqlPlan
} from '../azure/plan.ts'
import type { Draw } from '../world/random.ts'

/** Scenarios about regions, not about releases: nothing is wrong inside the cluster. */
export const regionScenarioIds = [
  'region-down',
  'region-switch',
  'region-stand-in-unwell',
  'region-stand-in-fails',
  'region-throttled',
  'region-token-expires',
  'region-second-factor',
  'region-answer-lost',
  'region-data-answer-lost',
  'region-operation-fails',
  'region-poll-refused',
  'region-locked',
  'region-second-operator',
  'region-geographic',
  'region-nested',
  'region-multi-write',
  'region-third-next',
  'region-long-ttl',
  'region-flat-name',
  'region-sql',
  'region-postgres',
  'region-postgres-switch'
] as const

export type RegionScenarioId = (typeof regionScenarioIds)[number]

/** What every one of them begins with. */
export interface RegionCast {
  readonly primary: RegionPlan
  readonly secondary: RegionPlan
  /** A region that only data is in. */
  readonly third: string
  readonly profile: ProfilePlan
  readonly account: AccountPlan
  /** What one that has Azure SQL has in the place of the account. */
  readonly sql: SqlPlan
  /** The same of one that has PostgreSQL. */
  readonly postgres: PostgresPlan
}

/** What a scenario makes of its cast. */
export type RegionStory = Pick<AzurePlan, 'events' | 'faults' | 'profiles' | 'vanity' | 'account' | 'sql' | 'postgres'>

const atStart = (deed: EventPlan['deed'], afterMs = 0): EventPlan => ({ on: 'start', afterMs, deed })

/** Each geography belongs to one endpoint (trafficmanager.json, geoMapping). */
function geographic(profile: ProfilePlan): ProfilePlan {
  const mappings = [
    ['GEO-NA', 'GEO-SA', 'WORLD'],
    ['GEO-EU', 'GEO-AF']
  ]
  return {
    ...profile,
    method: 'Geographic',
    endpoints: profile.endpoints.map((endpoint, index) => {
      const { priority: _, ...properties } = endpoint.properties
      return { ...endpoint, properties: { ...properties, geoMapping: mappings[index] ?? [] } }
    })
  }
}

/** The primary is a profile of its own, with one endpoint. */
function nested(profile: ProfilePlan): readonly [ProfilePlan, ProfilePlan] {
  const [first, ...others] = profile.endpoints
  const child: ProfilePlan = {
    ...profile,
    name: `${profile.name}-home`,
    relativeName: `${profile.relativeName}-home`,
    endpoints: first === undefined ? [] : [first]
  }
  const { target: _, ...properties } = first?.properties ?? {}
  const parent: ProfilePlan = {
    ...profile,
    endpoints: [
      {
        name: 'home',
        type: 'nestedEndpoints',
        properties: { ...properties, target: `${child.relativeName}.trafficmanager.net`, minChildEndpoints: 1 }
      },
      ...others
    ]
  }
  return [parent, child]
}

/** Tells the story of one scenario. */
export function regionStory(
  id: RegionScenarioId,
  { primary, secondary, third, profile, account, sql, postgres }: RegionCast,
  vanityHost: string,
  draw: Draw
): RegionStory {
  const [first = '', second = ''] = profile.endpoints.map(({ name }) => name)
  const dies = atStart({ do: 'region', region: primary.name, state: 'dead' }, -draw.int(4 * 60, 8 * 60) * 1000)
  const plain: RegionStory = {
    events: [dies],
    faults: [],
    profiles: [profile],
    vanity: { host: vanityHost, ttlSeconds: 60, form: 'alias' },
    account,
    sql: undefined,
    postgres: undefined
  }
  const also = (...events: readonly EventPlan[]): RegionStory => ({ ...plain, events: [dies, ...events] })
  switch (id) {
    case 'region-down':
      return plain
    case 'region-switch':
      return { ...plain, events: [] }
    case 'region-stand-in-unwell':
      return also(atStart({ do: 'region', region: secondary.name, state: 'failing' }, -20 * 60_000))
    case 'region-stand-in-fails':
      return also({
        on: { endpoint: first, is: 'Disabled' },
        afterMs: draw.int(15, 30) * 1000,
        deed: { do: 'region', region: secondary.name, state: 'failing' }
      })
    case 'region-throttled':
      return also(atStart({ do: 'storm', seconds: draw.int(90, 150), of: 'writes' }), {
        on: { endpoint: second, is: 'Enabled' },
        afterMs: 0,
        deed: { do: 'storm', seconds: draw.int(180, 240), of: 'writes' }
      })
    case 'region-token-expires':
      return also({ on: { endpoint: second, is: 'Enabled' }, afterMs: 1000, deed: { do: 'expireTokens' } })
    case 'region-second-factor':
      return also(atStart({ do: 'challenge', wants: 'mfa' }))
    case 'region-answer-lost':
      return { ...plain, faults: [{ kind: 'lostResponse', method: 'PATCH', path: '/trafficmanagerprofiles/' }] }
    case 'region-data-answer-lost':
      return { ...plain, faults: [{ kind: 'lostResponse', method: 'POST', path: '/databaseaccounts/' }] }
    case 'region-operation-fails':
      return also(atStart({ do: 'operations', end: 'Failed' }))
    case 'region-poll-refused':
      return also(atStart({ do: 'polls', status: 403 }))
    case 'region-locked':
      return also(atStart({ do: 'lock', name: 'freeze', on: 'group', level: 'ReadOnly' }, -60 * 60_000))
    case 'region-second-operator':
      return also({
        on: { endpoint: second, is: 'Enabled' },
        afterMs: draw.int(2, 5) * 1000,
        deed: { do: 'endpoint', endpoint: second, properties: { priority: 7, weight: 10 } }
      })
    case 'region-geographic':
      // Every region takes writes, so that routing alone is in question.
      return { ...plain, profiles: [geographic(profile)], account: { ...account, multiWrite: true } }
    case 'region-nested':
      return { ...plain, profiles: nested(profile) }
    case 'region-multi-write':
      return { ...plain, account: { ...account, multiWrite: true } }
    case 'region-third-next':
      return { ...plain, account: { ...account, regions: [primary.name, third, secondary.name] } }
    case 'region-long-ttl':
      return {
        ...plain,
        profiles: [{ ...profile, ttlSeconds: 300 }],
        vanity: { host: vanityHost, ttlSeconds: 3600, form: 'alias' }
      }
    case 'region-flat-name':
      return { ...plain, vanity: { host: vanityHost, ttlSeconds: 600, form: 'addresses' } }
    case 'region-sql':
      return { ...plain, account: undefined, sql }
    case 'region-postgres':
      return { ...plain, account: undefined, postgres }
    case 'region-postgres-switch':
      return { ...plain, events: [], account: undefined, postgres }
  }
}
