import { expect, it } from 'vitest'
import { forbiddenPlan, plan } from '../../fixtures/decision.ts'
import { whyNotApprovable } from './why-not-approvable.ts'

const nowMs = Date.parse(plan.createdAt) + 1_000

it('lets a fresh plan whose dry run was accepted be approved', () => {
  expect(whyNotApprovable(plan, { nowMs, insecure: false, recording: true, offline: null })).toBeNull()
})

it('approves nothing where TLS is not verified', () => {
  expect(whyNotApprovable(plan, { nowMs, insecure: true, recording: true, offline: null })?.text).toContain('TLS')
})

it('offers to plan again after the plan has expired', () => {
  expect(
    whyNotApprovable(plan, {
      nowMs: Date.parse(plan.expiresAt),
      insecure: false,
      recording: true,
      offline: null
    })
  ).toMatchObject({ again: true })
})

it('says which guard blocks', () => {
  const blocked = { ...plan, guards: [{ id: 'paused', status: 'blocked', text: 'The rollout is paused.' } as const] }
  expect(whyNotApprovable(blocked, { nowMs, insecure: false, recording: true, offline: null })?.text).toBe(
    'The rollout is paused.'
  )
})

it('does not approve what the server refused', () => {
  const refused = forbiddenPlan.plan ?? expect.fail('the example has a plan')
  expect(whyNotApprovable(refused, { nowMs, insecure: false, recording: true, offline: null })).not.toBeNull()
})

it('changes nothing that would not be recorded', () => {
  expect(whyNotApprovable(plan, { nowMs, insecure: false, recording: false, offline: null })?.text).toContain(
    'recorded'
  )
})

it('holds the approval back while the cluster does not answer, with the reason', () => {
  const offline = 'Connection in doubt since 03:12:10Z: nothing is approved meanwhile.'
  expect(whyNotApprovable(plan, { nowMs, insecure: false, recording: true, offline })?.text).toBe(offline)
})

it('lets a plan that changes nothing behind the API server be approved without it', () => {
  const id = '/subscriptions/s/resourcegroups/g/providers/microsoft.network/trafficmanagerprofiles/p'
  const target = { api: 'arm', cloud: 'public', id } as const
  const failover = { ...plan, steps: plan.steps.map((step) => ({ ...step, target })) }
  const offline = 'Connection in doubt since 03:12:10Z: nothing is approved meanwhile.'
  expect(whyNotApprovable(failover, { nowMs, insecure: false, recording: true, offline })).toBeNull()
})
