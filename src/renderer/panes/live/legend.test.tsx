import { act } from 'react'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { mount, type Mounted } from '../../fixtures/mount.ts'
import { failing } from '../../fixtures/service.ts'
import { Legend } from './legend.tsx'

const request = vi.fn((_name: string, _input: unknown) => Promise.resolve({ ok: true, value: { text: '' } }))
let mounted: Mounted

beforeEach(() => {
  request.mockClear()
  window.backout = { request, subscribe: () => () => undefined }
})

afterEach(() => mounted.unmount())

const [found] = failing.signals
const signal = { ...(found ?? expect.fail('no signal')), source: 'sum(rate(istio_requests_total[60s]))' }
const release = { at: '2026-03-01T02:10:00Z', what: 'release' } as const
const series = [
  { at: '2026-03-01T02:00:00Z', value: 0 },
  { at: '2026-03-01T02:30:00Z', value: 0.1 }
]

it('names the span, the dashes and the bar of what is drawn, and nothing that is not', () => {
  mounted = mount(<Legend signal={{ ...signal, series }} limit={0.05} changes={[release]} />)
  expect(mounted.page.textContent).toContain('30 min, dashed: limit, bar: release 02:10')
  const undo = { at: '2026-03-01T02:20:00Z', what: 'our undo' } as const
  mounted.again(<Legend signal={{ ...signal, series }} limit={0.05} changes={[release, undo]} />)
  expect(mounted.page.textContent).toContain('bars: release 02:10:00Z, our undo 02:20:00Z')
  mounted.again(
    <Legend signal={{ ...signal, series }} limit={null} changes={[{ ...release, at: '2026-03-01T01:10:00Z' }]} />
  )
  expect(mounted.page.querySelector('span')?.textContent).toBe('30 min')
  const earlier = { workload: 'cart', untilAt: '2026-03-01T02:20:00Z', next: 'cart-primary', series }
  mounted.again(<Legend signal={{ ...signal, series, earlier }} limit={null} changes={[]} />)
  expect(mounted.page.querySelector('span')?.textContent).toBe('30 min, cart until 02:20:00Z, then cart-primary')
  mounted.again(<Legend signal={{ ...signal, series: null }} limit={0.05} changes={[]} />)
  expect(mounted.page.textContent).toBe('')
})

it('copies what Prometheus is asked, where it is known', async () => {
  mounted = mount(<Legend signal={{ ...signal, series }} limit={0.05} changes={[]} />)
  const button = mounted.page.querySelector('button') ?? expect.fail('no button')
  await act(async () => button.click())
  expect(request.mock.calls).toEqual([['clipboard.copy', { what: { kind: 'query', signal: signal.id } }]])
  mounted.again(<Legend signal={{ ...signal, series, source: '' }} limit={0.05} changes={[]} />)
  expect(mounted.page.querySelector('button')).toBeNull()
})
