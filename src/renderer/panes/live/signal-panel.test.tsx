import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { Signal } from '../../../contract/index.ts'
import { mount, setFeeds, type Mounted } from '../../fixtures/mount.ts'
import { failing } from '../../fixtures/service.ts'
import { shell } from '../../fixtures/shell.ts'
import { ago } from '../../fixtures/times.ts'
import { SignalPanel } from './signal-panel.tsx'

let mounted: Mounted
beforeEach(() => void vi.useFakeTimers())
afterEach(() => {
  vi.useRealTimers()
  mounted.unmount()
})

const errors = failing.signals.find(({ id }) => id === 'errorRatio') ?? expect.fail('no errors')

function show(signal: Signal, above: readonly Signal[] = []): HTMLElement {
  mounted = mount(<SignalPanel title="Error ratio" signal={signal} judgements={[]} changes={[]} above={above} />)
  return mounted.find('signal-errorRatio')
}

it.each([
  [20, 'value'],
  [44, 'stale']
] as const)('counts a number of %i s ago as a %s, and its colour says so', (seconds, state) => {
  setFeeds({ shell })
  const measure = { state: 'known', value: 0.078, observedAt: ago(seconds) } as const
  const panel = show({ ...errors, measure })
  expect(panel.dataset['state']).toBe(state)
  expect(panel.querySelector('b.unk') !== null).toBe(state === 'stale')
  expect(panel.textContent?.includes('not counted')).toBe(state === 'stale')
})

it('says once why nothing is known, and below it that it is the same', () => {
  const measure = { state: 'unknown', why: 'notAnswering', detail: 'status 503' } as const
  const unknown = { ...errors, measure }
  expect(show(unknown).textContent).toContain('status 503')
  mounted.unmount()
  const text = show(unknown, [unknown]).textContent
  expect(text).toContain('for the same reason')
  expect(text).not.toContain('503')
  mounted.unmount()
  expect(show(unknown, [{ ...unknown, measure: { ...measure, detail: 'status 502' } }]).textContent).toContain('503')
})
