import { describe, expect, it } from 'vitest'
import type { Plan } from '../../contract/index.ts'
import { failureOf } from '../../contract/index.ts'
import { onTrialWith, ruleOf } from '../traps/testing/routed-service.ts'
import { badBefore } from '../traps/testing/service-facts.ts'
import { noDecision } from './initial-feeds.ts'
import { quickCommands, servingSelector, type QuickInput } from './quick-commands.ts'

const trialFirst = onTrialWith(
  ruleOf([
    ['checkout-canary', 50],
    ['checkout-primary', 50]
  ])
)
const place = { context: 'prod', ref: { namespace: 'shop', name: 'checkout' } }
const plain: QuickInput = {
  place,
  facts: badBefore,
  decision: noDecision,
  last: null,
  revision: 2,
  serving: 'app=checkout'
}
const onTrial: QuickInput = { ...plain, facts: trialFirst, revision: null, serving: 'app=checkout-primary' }
const named = (input: QuickInput, id: string) => quickCommands(input).find((one) => one.id === id)

describe('quick commands', () => {
  it('begin with what is planned, unless it may not be approved', () => {
    const command = 'kubectl --context prod -n shop rollout undo deployment/checkout --to-revision=2'
    const words = { title: 'Roll back checkout to revision 2' }
    const plan = { steps: [{ kind: 'do', title: 'Undo', command }], words } as unknown as Plan
    const [first] = quickCommands({ ...plain, decision: { ...noDecision, plan } })
    expect(first).toMatchObject({ id: 'now', command, verdict: 'noTrap', note: '' })
    const blocked = { ...plan, blocked: failureOf('forbidden', 'You may not.') }
    const [look] = quickCommands({ ...plain, decision: { ...noDecision, plan: blocked } })
    expect(look?.command).toBe('kubectl --context prod -n shop rollout status deployment/checkout')
    expect(quickCommands(onTrial)[0]?.command).toBe('kubectl --context prod -n shop get canary checkout')
  })

  it('begin with what was planned last while nothing can be read, and call only reads safe', () => {
    const command = 'kubectl --context prod -n shop rollout undo deployment/checkout --to-revision=2'
    const lastPlan = {
      title: 'Roll back checkout',
      why: '',
      commands: [command],
      warnings: [],
      plannedAt: '2026-03-01T02:00:00Z'
    }
    const last = { at: '2026-03-01T02:10:00Z', verdict: null, plan: lastPlan, lever: null }
    const all = quickCommands({ ...plain, facts: { ...badBefore, isCurrent: false }, last })
    expect(all[0]).toMatchObject({ command, verdict: 'asKnown' })
    expect(all[0]?.note).toBe('No trap in it as of 02:10:00 UTC; it cannot be judged anew offline.')
    expect(all.find(({ id }) => id === 'undo')).toMatchObject({ verdict: 'refused' })
    const safe = all.filter(({ verdict }) => verdict === 'noTrap').map(({ id }) => id)
    expect(safe).toEqual(['status', 'history', 'pods', 'top', 'logs'])
  })

  it('have the names of the service, and are judged', () => {
    expect(named(plain, 'undoTo')).toMatchObject({ verdict: 'noTrap', note: '' })
    expect(named({ ...plain, revision: null }, 'undoTo')).toBeUndefined()
    expect(named(plain, 'undo')).toMatchObject({ verdict: 'refused' })
    expect(named(plain, 'undo')?.note).toContain('which served badly itself')
    expect(named(plain, 'skip')).toBeUndefined()
    expect(named(onTrial, 'skip')).toMatchObject({ verdict: 'refused' })
    expect(named(onTrial, 'delete')).toMatchObject({ verdict: 'refused' })
    expect(named(onTrial, 'suspend')).toMatchObject({ verdict: 'noTrap' })
    expect(named(plain, 'disable')).toMatchObject({ verdict: 'warned' })
    expect(named(plain, 'enable')).toMatchObject({
      verdict: 'notUnderstood',
      note: expect.stringContaining('angle brackets')
    })
  })

  it('find the primary by what it is, not by its place in the list', () => {
    const moved = named(onTrial, 'drain shop/checkout')
    expect(moved).toMatchObject({ verdict: 'noTrap' })
    expect(moved?.command).toContain('"path":"/spec/http/0/route/1/weight","value":100')
    expect(moved?.command).toContain('"path":"/spec/http/0/route/0/weight","value":0')
  })

  it('look at the pods that serve', () => {
    expect(servingSelector(badBefore, 'app=checkout')).toBe('app=checkout')
    expect(servingSelector(trialFirst, 'app=checkout')).toBe('app=checkout-primary')
  })

  it('have no two of the same id', () => {
    for (const input of [plain, onTrial]) {
      const ids = quickCommands(input).map(({ id }) => id)
      expect(new Set(ids).size).toBe(ids.length)
    }
  })
})
