import { act } from 'react'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { mount, setFeeds, type, type Mounted } from '../../fixtures/mount.ts'
import { failing } from '../../fixtures/service.ts'
import { shell } from '../../fixtures/shell.ts'
import { PanelChoices } from './panel-choices.tsx'

const request = vi.fn((_name: string, _input: unknown) => Promise.resolve({ ok: true, value: null }))
let mounted: Mounted

beforeEach(() => {
  request.mockClear()
  window.backout = { request, subscribe: () => () => undefined }
  setFeeds({ shell, service: failing })
})

afterEach(() => mounted.unmount())

const part = {
  kind: 'choices',
  title: 'The service writes to',
  choices: [
    { title: 'cosmos-orders', detail: '', value: '/subscriptions/s/orders', isChosen: true },
    { title: 'Forget what I said', detail: '', value: '', isChosen: false }
  ],
  other: 'Another account, by its resource id'
} as const

it('says which one is meant, and takes it back, for the service that is open', () => {
  mounted = mount(<PanelChoices part={part} panel="region-data" />)
  const [orders, forget] = mounted.page.querySelectorAll('button')
  expect(orders?.getAttribute('aria-pressed')).toBe('true')
  act(() => orders?.click())
  act(() => forget?.click())
  const { ref } = failing
  expect(request.mock.calls).toEqual([
    ['panel.choose', { ref, panel: 'region-data', value: '/subscriptions/s/orders' }],
    ['panel.choose', { ref, panel: 'region-data', value: '' }]
  ])
})

it('takes one that is not listed by what is typed, and nothing for nothing', () => {
  mounted = mount(<PanelChoices part={part} panel="region-data" />)
  const field = mounted.page.querySelector('input') ?? expect.fail('no field')
  const send = (): void => act(() => field.form?.requestSubmit())
  send()
  type(field, '  /subscriptions/s/elsewhere ')
  send()
  expect(request.mock.calls.map(([, input]) => input)).toMatchObject([{ value: '/subscriptions/s/elsewhere' }])
})
