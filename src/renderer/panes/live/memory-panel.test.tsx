import { afterEach, expect, it } from 'vitest'
import type { PodView, ServiceView, Signal } from '../../../contract/index.ts'
import { mount, setFeeds, type Mounted } from '../../fixtures/mount.ts'
import { failing } from '../../fixtures/service.ts'
import { shell } from '../../fixtures/shell.ts'
import { ago } from '../../fixtures/times.ts'
import { MemoryPanel } from './memory-panel.tsx'

let mounted: Mounted
afterEach(() => mounted.unmount())

const grows: Signal = {
  id: 'memoryLeft',
  unit: 's',
  measure: { state: 'known', value: 1_440, observedAt: ago(2) },
  normal: { state: 'unknown', why: 'noSamples', detail: '' },
  series: [],
  source: '',
  said: 'of checkout-1 grows by 4 MiB a minute, and is at its limit of 256 MiB in 24 min'
}
const young = { name: 'checkout-2', startedAt: '2026-03-01T02:14:00Z', life: 'active' } as PodView
const of = (signals: readonly Signal[], name = failing.ref.name): ServiceView => ({
  ...failing,
  ref: { ...failing.ref, name },
  signals,
  pods: { state: 'value', value: [young], observedAt: ago(1) }
})
const panel = (service: ServiceView) => <MemoryPanel service={service} judgements={[]} changes={[]} />
const text = (): string => mounted.page.textContent ?? ''

it('keeps its place while the pods of a rollback are too young to tell', () => {
  setFeeds({ shell })
  mounted = mount(panel(of([grows])))
  expect(text()).toContain('grows by 4 MiB a minute')
  mounted.again(panel(of([])))
  expect(text()).toContain('new pods whether it grows is told from 02:29 UTC on')
  mounted.again(
    panel(
      of([
        { ...grows, measure: { ...grows.measure, value: 40 * 86_400 } as Signal['measure'], said: 'of no pod grows' }
      ])
    )
  )
  expect(text()).toContain('steady')
})

it('is not there where memory was never measured, nor for another service', () => {
  setFeeds({ shell })
  mounted = mount(panel(of([])))
  expect(text()).toBe('')
  mounted.again(panel(of([grows])))
  mounted.again(panel(of([], 'basket')))
  expect(text()).toBe('')
})
