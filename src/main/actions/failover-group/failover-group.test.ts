import { describe, expect, test } from 'vitest'
import type { FailoverGroup, GroupSide } from '../../ports/failover-group.ts'
import { groupTarget } from '../../providers/azure/group-target.ts'
import { failoverGroup, failoverStep, type FailoverGroupFacts } from './index.ts'
import { concludeFailover } from './conclude-failover.ts'

const side = (server: string, location: string) => ({ group: 'rg', server, location })
const [home, away] = [side('sql-a', 'East US 2'), side('sql-b', 'West US 2')]
const planned: FailoverGroupFacts = { subscription: 's', failoverGroup: 'fg', how: 'planned', from: home, to: away }
const forced: FailoverGroupFacts = { ...planned, how: 'forced' }

/** What both say, each by its role; `?` in front of one that cannot be read, and its partner says so. */
function group(a: string, b: string, name = 'sql-b'): FailoverGroup {
  const says = (of: typeof home, said: string): GroupSide => ({
    subscription: 's',
    ...of,
    role: said.endsWith('P') ? 'Primary' : 'Secondary',
    unread: said.startsWith('?') ? 'It does not answer.' : ''
  })
  return {
    name: 'fg',
    subscription: 's',
    sides: [says(home, a), says({ ...away, server: name }, b)],
    isPair: true,
    state: 'CATCH_UP',
    policy: 'Manual',
    graceMinutes: null,
    databases: 1
  }
}

describe('what both servers say', () => {
  test.each<[FailoverGroupFacts['how'], string, string, string]>([
    ['planned', 'P', 'S', 'asBefore'],
    ['planned', 'S', 'P', 'applied'],
    ['planned', 'P', 'P', 'running'],
    ['planned', 'S', 'S', 'running'],
    // Its partner's word for it is not its own.
    ['planned', '?S', 'P', 'running'],
    ['planned', 'S', '?P', 'running'],
    ['forced', '?P', 'S', 'asBefore'],
    ['forced', '?S', 'P', 'applied'],
    ['forced', 'P', 'P', 'applied'],
    ['forced', 'S', '?P', 'running']
  ])('%s, %s and %s: %s', (how, a, b, kind) => {
    expect(concludeFailover({ ...planned, how }, group(a, b)).kind).toBe(kind)
  })

  test('another partner is another group', () => {
    expect(concludeFailover(planned, group('P', 'S', 'sql-c'))).toMatchObject({ kind: 'overtaken' })
  })
})

const name = (server: string) => ({ subscription: 's', group: 'rg', server, failoverGroup: 'fg' })
const target = (server: string) => groupTarget({ cloud: 'public' }, name(server))
const mutation = (facts: FailoverGroupFacts) => {
  const step = failoverStep({ id: 'x', facts }, target(facts.to.server))
  if (step.sends.kind !== 'fixed') throw new Error('It is fixed.')
  return { target: step.target, facts, request: step.sends.request, command: step.command }
}

test('a forced failover is owed, and the planned one back settles it', () => {
  const [debt] = failoverGroup.debts?.(mutation(forced)) ?? []
  expect(debt?.text).toMatch(/sql-a comes back as its secondary, without what it had not copied/)
  expect(debt?.command).toMatch(/set-primary .* --server sql-a --name fg$/)
  expect(failoverGroup.debts?.(mutation(planned))).toEqual([])
  const back = { ...planned, from: away, to: home }
  expect(failoverGroup.settles?.(mutation(back))).toEqual([debt?.id])
  expect(failoverGroup.settles?.(mutation(forced))).toEqual([])
})

test('a planned failover is undone by another one at the other server, and a forced one by nothing', () => {
  expect(failoverGroup.undo(mutation(planned), null)).toMatchObject({
    target: target('sql-a'),
    facts: { how: 'planned', from: away, to: home },
    reversible: 'yes'
  })
  expect(failoverGroup.undo(mutation(forced), null)).toMatchObject({ none: expect.stringMatching(/is lost/) as string })
})
