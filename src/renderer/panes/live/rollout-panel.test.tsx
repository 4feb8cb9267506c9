import { afterEach, expect, it } from 'vitest'
import { lastValue } from '../../../contract/index.ts'
import { mount, type Mounted } from '../../fixtures/mount.ts'
import { failing } from '../../fixtures/service.ts'
import { PodsPanel } from './pods-panel.tsx'
import { RolloutPanel } from './rollout-panel.tsx'

let mounted: Mounted
afterEach(() => mounted.unmount())

const deployment = lastValue(failing.deployment) ?? expect.fail('no Deployment')

it.each([true, false])('says until when a rollout may take only where somebody gives it up: %s', (hasDeadline) => {
  const value = { ...deployment, rollout: { ...deployment.rollout, hasDeadline } }
  mounted = mount(
    <RolloutPanel
      name="checkout"
      primary={null}
      deployment={{ state: 'value', value, observedAt: deployment.changedAt }}
    />
  )
  const text = mounted.page.textContent ?? ''
  expect(text).toMatch(hasDeadline ? /Running for.* of 10 min/ : /Running for.*, without a deadline/)
  expect(text.includes('10 min')).toBe(hasDeadline)
  expect(text).toContain('Updated4 of 8Available6 of 8')
})

it('says which workload it is about, and that the primary of its Canary is not well', () => {
  const primary = { name: 'checkout-primary', ready: 5, desired: 8, problem: 'its rollout is past its deadline' }
  const observed = { state: 'value', value: deployment, observedAt: deployment.changedAt } as const
  mounted = mount(
    <>
      <RolloutPanel name="checkout" primary={primary} deployment={observed} />
      <PodsPanel
        name="checkout"
        pods={{ state: 'value', value: [], observedAt: deployment.changedAt }}
        deployment={observed}
        serving={null}
        primary={primary}
      />
    </>
  )
  const text = mounted.page.textContent ?? ''
  expect(text).toContain('Rollout of checkout')
  expect(text).toContain('Pods of checkout')
  const rows = [...mounted.page.querySelectorAll('[data-testid="primary-ill"]')].map(({ textContent }) => textContent)
  expect(rows).toEqual([
    'checkout-primary, its rollout is past its deadlineprimary not complete',
    'checkout-primary, its rollout is past its deadlineprimary 5 of 8 ready'
  ])
})
