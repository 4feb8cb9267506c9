import { describe, expect, test } from 'vitest'
import type { RegionView, TrafficEndpoint } from '../ports/azure.ts'
import { judgeCommand } from './index.ts'
import { plainService } from './testing/service-facts.ts'

type Given = { readonly [K in keyof TrafficEndpoint]?: TrafficEndpoint[K] }

function endpoint(name: string, priority: number, given: Given): TrafficEndpoint {
  return {
    id: name,
    kind: 'externalEndpoints',
    name,
    target: `${name}.example`,
    location: priority === 1 ? 'East US 2' : 'West US 2',
    status: 'Enabled',
    monitorStatus: 'Online',
    priority,
    weight: 1,
    alwaysServe: false,
    geographies: 0,
    subnets: 0,
    nested: null,
    ...given
  }
}

const well = { isWell: true, text: 'answers 401' }
const silent = { isWell: false, text: 'no answer within 5 s' }

function view(given: {
  readonly second?: Given
  readonly method?: RegionView['profile']['method']
  readonly isDown?: boolean
  readonly order?: readonly string[]
  readonly isServiceManaged?: boolean
}): RegionView {
  const { second = {}, method = 'Priority', isDown = false, order = ['East US 2', 'West US 2'] } = given
  const names = { subscription: 's', group: 'rg' }
  return {
    cloud: 'public',
    names: { authoritative: [], recursive: [], fronts: [] },
    sql: { kind: 'none' },
    postgres: { kind: 'none' },
    probes: new Map([['primary', isDown ? silent : well]]),
    profile: {
      ...names,
      profile: 'tm',
      id: 'tm',
      isEnabled: true,
      method,
      fqdn: 'shop.trafficmanager.net',
      ttlSeconds: 30,
      probe: {
        protocol: 'HTTPS',
        port: 443,
        path: '/',
        intervalSeconds: 10,
        timeoutSeconds: 5,
        toleratedFailures: 2,
        headers: [],
        expected: []
      },
      endpoints: [endpoint('primary', 1, isDown ? { monitorStatus: 'Degraded' } : {}), endpoint('secondary', 2, second)]
    },
    data: {
      kind: 'account',
      by: 'alone',
      names: [],
      observedAt: '',
      probes: new Map([['East US 2', isDown ? silent : well]]),
      account: {
        ...names,
        account: 'db',
        id: 'db',
        regions: order.map((name, priority) => ({ name, priority, endpoint: '', state: 'Succeeded' })),
        writeRegions: order.slice(0, 1),
        isMultiWrite: false,
        isServiceManaged: given.isServiceManaged ?? false,
        consistency: 'Session',
        staleness: null,
        state: 'Succeeded'
      }
    }
  }
}

/** With a group whose primary is in the first region. */
function withGroup({ name = 'fg', state = 'CATCH_UP', isDown = false }): RegionView {
  const side = { subscription: 's', group: 'rg', unread: '' }
  return {
    ...view({ isDown }),
    sql: {
      kind: 'group',
      by: 'alone',
      direct: null,
      found: [],
      observedAt: '',
      probes: new Map([
        ['sql-a', isDown ? silent : well],
        ['sql-b', well]
      ]),
      group: {
        name,
        subscription: 's',
        sides: [
          { ...side, server: 'sql-a', location: 'East US 2', role: 'Primary' },
          { ...side, server: 'sql-b', location: 'West US 2', role: 'Secondary' }
        ],
        isPair: true,
        state,
        policy: 'Manual',
        graceMinutes: null,
        databases: 1
      }
    }
  }
}

/** With a replica of PostgreSQL whose primary is in the first region. */
function withReplica({ replication = 'Active', isDown = false, members = ['pg-a', 'pg-b'] }): RegionView {
  const side = {
    subscription: 's',
    group: 'rg',
    unread: '',
    source: '',
    state: 'Ready',
    version: '16',
    size: '',
    storageGb: null,
    isHighlyAvailable: false,
    host: ''
  }
  return {
    ...view({ isDown }),
    postgres: {
      kind: 'pair',
      by: 'alone',
      direct: null,
      found: [],
      observedAt: '',
      probes: new Map([
        ['pg-a', isDown ? silent : well],
        ['pg-b', well]
      ]),
      pair: {
        subscription: 's',
        sides: [
          { ...side, server: 'pg-a', location: 'East US 2', role: 'Primary' },
          { ...side, server: 'pg-b', location: 'West US 2', role: 'Replica' }
        ],
        replication,
        others: [],
        endpoint: { name: 'pg', members, hosts: [] },
        endpointUnread: ''
      }
    }
  }
}

const disable =
  'az network traffic-manager endpoint update -g rg --profile-name tm -n primary -t externalEndpoints --endpoint-status Disabled'
const planned = 'az cosmosdb failover-priority-change -g rg -n db --failover-policies "West US 2=0" "East US 2=1"'
const offline = 'az cosmosdb offline-region -g rg -n db --region "East US 2"'
const off = { status: 'Disabled', monitorStatus: 'Disabled' } as const

describe('a command is judged by what the profile and the account are now', () => {
  test.each<[string, string, RegionView, string, RegExp]>([
    ['nobody would be left', disable, view({ second: off }), 'refused', /leaves nobody online: shop/],
    ['the other one is ill', disable, view({ second: { monitorStatus: 'Degraded' } }), 'refused', /nobody online/],
    ['another one is online', disable, view({}), 'warned', /^secondary would be left online/],
    ['geographies have no other endpoint', disable, view({ method: 'Geographic' }), 'refused', /without an answer/],
    ['it is of another type', disable.replace('external', 'azure'), view({}), 'warned', /no such endpoint.*exit 3/],
    [
      'it is enabled, and moves nobody',
      disable.replace('primary', 'secondary').replace('Disabled', 'Enabled'),
      view({ second: off }),
      'warned',
      /puts all of it back/
    ],
    ['the write region is down', planned, view({ isDown: true }), 'refused', /half way/],
    [
      'the list lacks a region',
      planned,
      view({ order: ['East US 2', 'West US 2', 'France Central'] }),
      'warned',
      /leaves out France/
    ],
    ['failover is service-managed', planned, view({ isServiceManaged: true }), 'warned', /Service-managed/],
    ['the region to take offline answers', offline, view({}), 'refused', /answers: offline, only Microsoft/],
    ['the region to take offline is down', offline, view({ isDown: true }), 'warned', /West US 2 would write/]
  ])('%s', (_what, command, region, verdict, lead) => {
    const judged = judgeCommand(command, { ...plainService, region })
    expect(judged.verdict).toBe(verdict)
    expect(judged.traps[0]?.lead).toMatch(lead)
  })

  const primary = (command: string, server = 'sql-b') => `${command} -g rg -n fg -s ${server}`
  const setPrimary = 'az sql failover-group set-primary'
  const byForce = `${setPrimary} --allow-data-loss`

  test.each<[string, string, RegionView, string, RegExp]>([
    ['nothing is known of the group', primary(byForce), view({}), 'warned', /^By force, what has not been copied/],
    ['nothing is known, and it is planned', primary(setPrimary), view({}), 'warned', /for a switch, not for/],
    ['it is another group', primary(byForce), withGroup({ name: 'other' }), 'warned', /^By force/],
    ['by force, and the primary answers', primary(byForce), withGroup({}), 'refused', /^sql-a answers: by force/],
    ['by force, and it is down', primary(byForce), withGroup({ isDown: true }), 'warned', /^What sql-a has not/],
    ['planned, and it is down', primary(setPrimary), withGroup({ isDown: true }), 'refused', /ends without effect/],
    ['the server is primary', primary(setPrimary, 'sql-a'), withGroup({}), 'warned', /az sends nothing/],
    ['it is no copy yet', primary(byForce), withGroup({ state: 'SEEDING', isDown: true }), 'refused', /may not become/]
  ])('a failover group: %s', (_what, command, region, verdict, lead) => {
    const judged = judgeCommand(command, { ...plainService, region })
    expect(judged.verdict).toBe(verdict)
    expect(judged.traps[0]?.lead).toMatch(lead)
  })

  test('nothing speaks against a planned failover of a group while both servers answer', () => {
    const judged = judgeCommand(primary(setPrimary), { ...plainService, region: withGroup({}) })
    expect(judged).toMatchObject({ verdict: 'noTrap', traps: [] })
  })

  const promote = (more: string, server = 'pg-b') =>
    `az postgres flexible-server replica promote -g rg -n ${server} ${more}`.trim()
  const swap = '--promote-mode switchover --promote-option planned'
  const swapByForce = '--promote-mode SwitchOver --promote-option Forced --yes'

  test.each<[string, string, RegionView, string, RegExp]>([
    ['nothing is said, and it is torn off', promote(''), view({}), 'refused', /^Without --promote-mode .* for good/],
    [
      'it is torn off',
      promote('--promote-mode standalone --promote-option forced'),
      withReplica({ isDown: true }),
      'refused',
      /^Promoted standalone .* apart .* for good/
    ],
    ['nothing is known of it', promote(swapByForce), view({}), 'warned', /^By force, what has not been copied/],
    ['nothing is known, and it is planned', promote(swap), view({}), 'warned', /for a switch, not for/],
    ['it is another server', promote(swapByForce, 'pg-z'), withReplica({}), 'warned', /^By force/],
    ['by force, and the primary answers', promote(swapByForce), withReplica({}), 'refused', /^pg-a answers: by force/],
    ['by force, and it is down', promote(swapByForce), withReplica({ isDown: true }), 'warned', /^What pg-a has not/],
    ['planned, and it is down', promote(swap), withReplica({ isDown: true }), 'refused', /waits for what never comes/],
    ['the server is primary', promote(swap, 'pg-a'), withReplica({}), 'warned', /az sends nothing/],
    ['readers are led elsewhere', promote(swap), withReplica({ members: ['pg-a'] }), 'refused', /may not become/],
    ['it is behind', promote(swap), withReplica({ replication: 'Catchup' }), 'refused', /may not become primary now/]
  ])('a replica of PostgreSQL: %s', (_what, command, region, verdict, lead) => {
    const judged = judgeCommand(command, { ...plainService, region })
    expect(judged.verdict).toBe(verdict)
    expect(judged.traps[0]?.lead).toMatch(lead)
  })

  test('nothing speaks against a planned switch of a replica while both servers answer', () => {
    const judged = judgeCommand(promote(swap), { ...plainService, region: withReplica({}) })
    expect(judged).toMatchObject({ verdict: 'noTrap', traps: [] })
  })

  const dark = { kind: 'dark', text: 'no such name', forSeconds: 30 } as const
  const alias = (target: string, ttlSeconds: number) => ({ kind: 'alias', target, ttlSeconds }) as const
  const zone = { server: '192.0.2.1', answer: alias('secondary.example', 30) }
  const old = { server: '192.0.2.53', answer: alias('primary.example', 19) }
  const asked = {
    authoritative: [zone],
    recursive: [old, { server: '192.0.2.54', answer: { kind: 'notMeasurable', text: 'it does not answer' } as const }],
    fronts: [
      {
        name: 'www.shop.example',
        links: [{ name: 'www.shop.example', target: 'shop.trafficmanager.net', ttlSeconds: 3_600 }],
        isWhole: true,
        end: 'profile',
        text: '',
        ttlSeconds: null,
        recursive: [{ server: '192.0.2.53', answer: dark }]
      }
    ]
  } as const

  test.each<[string, string, RegExp, RegExp]>([
    [
      'one resolver of this computer',
      'nslookup shop.trafficmanager.net',
      /^One resolver, asked once .* proves nothing/,
      /zone say West US 2; 2 resolvers say East US 2\. 1 cannot be asked .* no sign .* dark\. An answer .* for 30 s, and by whoever keeps a whole answer for 3600 s/
    ],
    [
      'those who answer for the zone',
      'dig @192.0.2.1 shop.trafficmanager.net',
      /nothing of who still remembers/,
      /East US 2/
    ],
    [
      'the name that users type',
      'dig +short www.shop.example.',
      /proves nothing of www/,
      /one resolver says no such name/
    ]
  ])('a question to %s is judged by what all of them say', (_what, command, lead, text) => {
    const judged = judgeCommand(command, { ...plainService, region: { ...view({}), names: asked } })
    expect(judged.verdict).toBe('warned')
    expect(judged.traps[0]).toMatchObject({
      lead: expect.stringMatching(lead) as string,
      text: expect.stringMatching(text) as string
    })
  })

  test('a question for another name is none of its business', () => {
    const judged = judgeCommand('dig db.shop.example', { ...plainService, region: { ...view({}), names: asked } })
    expect(judged).toMatchObject({ verdict: 'noTrap', traps: [] })
  })

  test('nothing speaks against a planned change while both regions answer', () => {
    expect(judgeCommand(planned, { ...plainService, region: view({}) })).toMatchObject({ verdict: 'noTrap', traps: [] })
  })
})
