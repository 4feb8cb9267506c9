import { afterEach, expect, it } from 'vitest'
import { lastValue } from '../../../contract/index.ts'
import { mount, type Mounted } from '../../fixtures/mount.ts'
import { failing } from '../../fixtures/service.ts'
import { RolloutPanel } from './rollout-panel.tsx'

let mounted: Mounted
afterEach(() => mounted.unmount())

const deployment = lastValue(failing.deployment) ?? expect.fail('no Deployment')

it.each([true, false])('says until when a rollout may take only where somebody gives it up: %s', (hasDeadline) => {
  const value = { ...deployment, rollout: { ...deployment.rollout, hasDeadline } }
  mounted = mount(<RolloutPanel deployment={{ state: 'value', value, observedAt: deployment.changedAt }} />)
  const text = mounted.page.textContent ?? ''
  expect(text).toMatch(hasDeadline ? /Running for.* of 10 min/ : /Running for.*, without a deadline/)
  expect(text.includes('10 min')).toBe(hasDeadline)
})
