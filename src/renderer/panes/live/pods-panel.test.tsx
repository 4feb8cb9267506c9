import { afterEach, expect, it } from 'vitest'
import { lastValue, type PodView, type Serving } from '../../../contract/index.ts'
import { mount, type Mounted } from '../../fixtures/mount.ts'
import { failing } from '../../fixtures/service.ts'
import { PodsPanel } from './pods-panel.tsx'

let mounted: Mounted
afterEach(() => mounted.unmount())

const known = lastValue(failing.deployment) ?? expect.fail('no Deployment')
const value = { ...known, replicas: 0, rollout: { ...known.rollout, ready: 0, desired: 0 } }
const observedAt = known.changedAt
const none: readonly PodView[] = []

it.each<[Serving | null, string, string]>([
  [
    { name: 'checkout-primary', ready: 4, desired: 4 },
    'checkout-primary, serves4 of 4 ready',
    '0, as Flagger wants it'
  ],
  [
    { name: 'checkout-primary', ready: 2, desired: 4 },
    'checkout-primary, serves2 of 4 ready',
    '0, as Flagger wants it'
  ],
  [null, `Revision ${known.revision}, current`, 'scaled to zero']
])('counts the pods that serve, and no pods as none: %j', (serving, first, own) => {
  mounted = mount(
    <PodsPanel
      pods={{ state: 'value', value: none, observedAt }}
      deployment={{ state: 'value', value, observedAt }}
      serving={serving}
      name="checkout"
      primary={serving && { ...serving, problem: null }}
    />
  )
  const text = mounted.page.textContent ?? ''
  expect(text).toContain(first)
  expect(text).toContain(own)
  expect(text).not.toContain('0 of 0')
  expect(mounted.page.querySelector('.ok') !== null).toBe(serving?.ready === 4)
})
