import { describe, expect, test } from 'vitest'
import type { PostgresPair, PostgresSide } from '../../ports/postgres-pair.ts'
import { postgresTarget } from '../../providers/azure/postgres-target.ts'
import { concludeSwitch } from './conclude-switch.ts'
import { postgresReplica, switchStep, type PostgresReplicaFacts } from './index.ts'

const side = (server: string, location: string) => ({ group: 'rg', server, location })
const [home, away] = [side('pg-a', 'East US 2'), side('pg-b', 'West US 2')]
const planned: PostgresReplicaFacts = { subscription: 's', how: 'planned', from: home, to: away }
const forced: PostgresReplicaFacts = { ...planned, how: 'forced' }
const roles = { P: 'Primary', R: 'Replica', A: 'Alone' } as const

/** What both say, each by its role; `?` in front of one that cannot be read, `…` of one that is being changed. */
function pair(a: string, b: string, replication = 'Active', name = 'pg-b'): PostgresPair {
  const says = (of: typeof home, said: string): PostgresSide => ({
    subscription: 's',
    ...of,
    role: roles[said.slice(-1) as keyof typeof roles],
    source: '',
    state: said.startsWith('…') ? 'Updating' : 'Ready',
    version: '16',
    size: '',
    storageGb: null,
    isHighlyAvailable: false,
    host: '',
    unread: said.startsWith('?') ? 'It does not answer.' : ''
  })
  return {
    subscription: 's',
    sides: [says(home, a), says({ ...away, server: name }, b)],
    replication,
    others: [],
    endpoint: null,
    endpointUnread: ''
  }
}

describe('what both servers say', () => {
  test.each<[PostgresReplicaFacts['how'], string, string, string, string]>([
    ['planned', 'P', 'R', 'Active', 'asBefore'],
    ['planned', 'P', '…R', 'Active', 'running'],
    ['planned', 'P', 'R', 'Reconfiguring', 'running'],
    ['planned', 'R', 'P', 'Active', 'applied'],
    ['planned', 'P', 'P', '', 'running'],
    ['planned', 'R', 'R', '', 'running'],
    // Its partner's word for it is not its own.
    ['planned', '?R', 'P', 'Active', 'running'],
    ['planned', 'R', '?P', 'Active', 'running'],
    ['planned', 'P', 'A', '', 'overtaken'],
    ['forced', '?P', 'R', '', 'asBefore'],
    ['forced', '?P', 'R', 'Broken', 'asBefore'],
    ['forced', '?R', 'P', '', 'applied'],
    ['forced', 'P', 'P', '', 'applied'],
    ['forced', 'R', '?P', '', 'running'],
    ['forced', '?P', 'A', '', 'overtaken']
  ])('%s, %s and %s, %s: %s', (how, a, b, replication, kind) => {
    expect(concludeSwitch({ ...planned, how }, pair(a, b, replication)).kind).toBe(kind)
  })

  test('another replica is another pair', () => {
    expect(concludeSwitch(planned, pair('P', 'R', 'Active', 'pg-c'))).toMatchObject({ kind: 'overtaken' })
  })
})

const target = (server: string) => postgresTarget({ cloud: 'public' }, { subscription: 's', group: 'rg', server })
const mutation = (facts: PostgresReplicaFacts) => {
  const step = switchStep({ id: 'x', facts }, target(facts.to.server))
  if (step.sends.kind !== 'fixed') throw new Error('It is fixed.')
  return { target: step.target, facts, request: step.sends.request, command: step.command }
}

test('a forced switch is owed, and the planned one back settles it', () => {
  const [debt] = postgresReplica.debts?.(mutation(forced)) ?? []
  expect(debt?.text).toMatch(/pg-a comes back as its replica, without what it had not copied/)
  expect(debt?.command).toMatch(/--name pg-a --promote-mode switchover --promote-option planned --yes$/)
  expect(postgresReplica.debts?.(mutation(planned))).toEqual([])
  const back = { ...planned, from: away, to: home }
  expect(postgresReplica.settles?.(mutation(back))).toEqual([debt?.id])
  expect(postgresReplica.settles?.(mutation(forced))).toEqual([])
})

test('a planned switch is undone by another one at the other server, and a forced one by nothing', () => {
  expect(postgresReplica.undo(mutation(planned), null)).toMatchObject({
    target: target('pg-a'),
    facts: { how: 'planned', from: away, to: home },
    reversible: 'yes'
  })
  expect(postgresReplica.undo(mutation(forced), null)).toMatchObject({
    none: expect.stringMatching(/is lost/) as string
  })
})
