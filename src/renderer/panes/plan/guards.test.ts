import { expect, it } from 'vitest'
import type { Guard } from '../../../contract/index.ts'
import { forbiddenPlan, plan } from '../../fixtures/decision.ts'
import { guardRows } from './guards.tsx'

const guard = (id: string, status: Guard['status']): Guard => ({ id, status, text: `text of ${id}` })
const ids = (rows: readonly Guard[]) => rows.map(({ id }) => id)

it('lists what speaks against the plan first, and a few that passed beside it', () => {
  const guards = [guard('a', 'passed'), guard('b', 'warning'), guard('c', 'blocked')]
  const { shown, passed } = guardRows({ ...plan, guards })
  expect(ids(shown)).toEqual(['c', 'b', 'preview', 'a'])
  expect(passed).toEqual([])
})

it('keeps the dry run and what speaks against the plan of many, and the rest on demand', () => {
  const guards = [...['a', 'b', 'c', 'd', 'e'].map((id) => guard(id, 'passed')), guard('f', 'warning')]
  const { shown, passed } = guardRows({ ...plan, guards })
  expect(ids(shown)).toEqual(['f', 'preview'])
  expect(ids(passed)).toEqual(['a', 'b', 'c', 'd', 'e'])
})

it('does not repeat a dry run that failed: it has a notice of its own', () => {
  const denied = forbiddenPlan.plan ?? expect.fail('the example has a plan')
  const { shown } = guardRows(denied)
  expect(ids(shown)).not.toContain('preview')
  expect(shown.map(({ text }) => text)).not.toContain(denied.preview.failure?.message)
})
