import { expect, it } from 'vitest'
import type { Guard } from '../../../contract/index.ts'
import { forbiddenPlan, plan } from '../../fixtures/decision.ts'
import { guardRows } from './guards.tsx'

const guard = (id: string, status: Guard['status']): Guard => ({ id, status, text: `text of ${id}` })
const ids = (rows: readonly Guard[]) => rows.map(({ id }) => id)

it('lists what speaks against the plan first, and a few that passed beside it', () => {
  const guards = [guard('a', 'passed'), guard('b', 'warning'), guard('c', 'blocked')]
  const { against, shown, passed } = guardRows({ ...plan, guards })
  expect(ids(against)).toEqual(['c', 'b'])
  expect(ids(shown)).toEqual(['preview', 'a'])
  expect(passed).toEqual([])
})

it('keeps the dry run and what speaks against the plan of many, and the rest on demand', () => {
  const guards = [...['a', 'b', 'c', 'd', 'e'].map((id) => guard(id, 'passed')), guard('f', 'warning')]
  const { against, shown, passed } = guardRows({ ...plan, guards })
  expect(ids(against)).toEqual(['f'])
  expect(ids(shown)).toEqual(['preview'])
  expect(ids(passed)).toEqual(['a', 'b', 'c', 'd', 'e'])
})

it('does not repeat a dry run that failed: it has a notice of its own', () => {
  const denied = forbiddenPlan.plan ?? expect.fail('the example has a plan')
  const { against, shown } = guardRows(denied)
  const rows = [...against, ...shown]
  expect(ids(rows)).not.toContain('preview')
  expect(rows.map(({ text }) => text)).not.toContain(denied.preview.failure?.message)
})

it('does not read the reason of the plan out a second time, unless it speaks against it', () => {
  const why = 'Revision 2 is the newest with a good standing. Errors 0 % of 9 requests in 1 h.'
  const evidence = { id: 'evidence', status: 'passed', text: 'Errors 0 % of 9 requests in 1 h.' } as const
  const all = (guards: readonly Guard[]) => {
    const { against, shown, passed } = guardRows({ ...plan, why, guards })
    return ids([...against, ...shown, ...passed])
  }
  expect(all([evidence, guard('a', 'passed')])).toEqual(['preview', 'a'])
  expect(all([{ ...evidence, status: 'warning' }])).toContain('evidence')
})

it('leaves out what stands in a notice above, and nothing else', () => {
  const drift = { ...guard('drift', 'warning'), text: 'ConfigMap a was changed; Secret b cannot be read' }
  const told = (besides: string) => guardRows({ ...plan, guards: [{ ...drift, besides }] }).against
  expect(told('')).toEqual([])
  expect(told('Secret b cannot be read')).toMatchObject([{ text: 'Secret b cannot be read' }])
})
