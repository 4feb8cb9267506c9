import { expect, it } from 'vitest'
import { forbiddenPlan, plan } from '../../fixtures/decision.ts'
import { whyNotApprovable } from './why-not-approvable.ts'

const nowMs = Date.parse(plan.createdAt) + 1_000

it('lets a fresh plan whose dry run was accepted be approved', () => {
  expect(whyNotApprovable(plan, { nowMs, insecure: false, recording: true, offline: null, silentMs: null })).toBeNull()
})

it('approves nothing where TLS is not verified', () => {
  expect(
    whyNotApprovable(plan, { nowMs, insecure: true, recording: true, offline: null, silentMs: null })?.text
  ).toContain('TLS')
})

it('offers to plan again after the plan has expired', () => {
  expect(
    whyNotApprovable(plan, {
      nowMs: Date.parse(plan.expiresAt),
      insecure: false,
      recording: true,
      offline: null,
      silentMs: null
    })
  ).toMatchObject({ again: true })
})

it('says which guard blocks', () => {
  const blocked = { ...plan, guards: [{ id: 'paused', status: 'blocked', text: 'The rollout is paused.' } as const] }
  expect(
    whyNotApprovable(blocked, { nowMs, insecure: false, recording: true, offline: null, silentMs: null })?.text
  ).toBe('The rollout is paused.')
})

it('does not approve what the server refused', () => {
  const refused = forbiddenPlan.plan ?? expect.fail('the example has a plan')
  expect(
    whyNotApprovable(refused, { nowMs, insecure: false, recording: true, offline: null, silentMs: null })
  ).not.toBeNull()
})

it('changes nothing that would not be recorded', () => {
  expect(
    whyNotApprovable(plan, { nowMs, insecure: false, recording: false, offline: null, silentMs: null })?.text
  ).toContain('recorded')
})

it('holds the approval back while the API server is silent, and says for how long', () => {
  const at = { nowMs, insecure: false, recording: true, offline: null, silentMs: 15_000 }
  expect(whyNotApprovable(plan, at)?.text).toBe(
    'The API server is silent for 15 s: nothing is approved until it answers.'
  )
})
