import { expect, it } from 'vitest'
import * as z from 'zod/mini'
import type { Verdict } from '../../contract/index.ts'
import type { Judgement, Lever, World } from '../ports/lever.ts'
import { judgeAll } from './chooser.ts'

function leverThat(id: string, state: Judgement['state'], takesEffectMs: number | null = null): Lever {
  return {
    id,
    title: id,
    verb: `do ${id}`,
    choice: z.record(z.string(), z.string()),
    proof: z.unknown(),
    knows: { actions: [], scenarios: { helps: [], refused: [] }, fidelity: [], undo: '' },
    judge: () => ({
      state,
      reason: `because ${id}`,
      takesEffectMs,
      reversible: 'yes',
      leaves: [],
      present: { state: 'loading', awaiting: '', sinceAt: '' },
      optionsTitle: '',
      choice: null
    }),
    options: () => [],
    plan: async () => ({ kind: 'notNeeded', reason: '' }),
    stillFits: () => true,
    planKey: () => '',
    prove: async () => ({ checks: [], proved: false, seen: null, watchMs: 0 })
  }
}

function judged(level: Verdict['level'], ...levers: readonly Lever[]) {
  const world = {
    ref: { namespace: 'shop', name: 'cart' },
    verdict: { level, judgements: [] as Verdict['judgements'] }
  } as World
  return judgeAll(new Map(levers.map((lever) => [lever.id, lever])), world)
}

it('recommends the lever that takes effect first, and no other', () => {
  const seen = judged('rollBack', leverThat('slow', 'fits', 90_000), leverThat('fast', 'fits', 5_000))
  expect(seen.map(({ state }) => state)).toEqual(['possible', 'recommended'])
})

it.each(['hold', 'wait', 'watch'] as const)('recommends nothing where the verdict is to %s', (level) => {
  const seen = judged(level, leverThat('a', 'fits'), leverThat('b', 'possible'))
  expect(seen.map(({ state }) => state)).not.toContain('recommended')
})

it.each([
  ['fits', 'notNeeded'],
  ['possible', 'notNeeded'],
  ['needsChoice', 'needsChoice'],
  ['refused', 'refused'],
  ['impossible', 'failed'],
  ['unknown', 'possible']
] as const)('where nothing asks for a change, one that %s is %s', (state, shown) => {
  const [seen] = judged('hold', leverThat('a', state))
  expect(seen?.state).toBe(shown)
  expect(seen?.reason).toBe(shown === 'notNeeded' ? 'Nothing that is measured asks for a change.' : 'because a')
})
