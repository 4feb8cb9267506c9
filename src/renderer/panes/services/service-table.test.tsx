import { act } from 'react'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { mount, setFeeds, type, type Mounted } from '../../fixtures/mount.ts'
import { allServices, rows, services, typedNamespace } from '../../fixtures/services.ts'
import { shell } from '../../fixtures/shell.ts'
import { ago } from '../../fixtures/times.ts'
import { ServiceTable } from './service-table.tsx'

const request = vi.fn((_name: string, _input: unknown) => Promise.resolve({ ok: true, value: null }))
let mounted: Mounted

beforeEach(() => {
  request.mockClear()
  window.backout = { request, subscribe: () => () => undefined }
  setFeeds({ shell })
})

afterEach(() => mounted.unmount())

function show(typed = false): void {
  const view = typed ? { ...typedNamespace, namespace: 'shop' } : services
  mounted = mount(<ServiceTable services={view} rows={rows} observedAt={ago(1)} lostAt={null} />)
}

function element(selector: string): HTMLElement {
  return mounted.page.querySelector<HTMLElement>(selector) ?? expect.fail(`nothing matches ${selector}`)
}

/** Presses a key on an element. Returns whether the browser may still do what it does with it. */
function press(target: HTMLElement, key: string): boolean {
  let isLeft = true
  act(() => {
    isLeft = target.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }))
  })
  return isLeft
}

const region = () => element('[data-focus="services"]')
const search = () => element('[data-find="services"]')
const selected = () => element('[data-selected="true"]').dataset['name']
const opened = () => request.mock.calls.map(([name, input]) => [name, input])

it('moves and opens from the list and from the search', () => {
  show()
  expect(press(region(), 'j')).toBe(false)
  expect(selected()).toBe('basket')
  press(search(), 'ArrowDown')
  expect(selected()).toBe('payments')
  press(search(), 'Enter')
  expect(opened()).toEqual([['service.open', { ref: { namespace: 'shop', name: 'payments' } }]])
})

it('says of how few requests a share of errors is, and does not colour what that cannot tell', () => {
  const few = { requests: 7, low: 0, high: 0.35 }
  const measure = { state: 'known', value: 0, observedAt: ago(1), few } as const
  const [first, ...others] = rows
  if (first === undefined) expect.fail('no row')
  const seen = [{ ...first, errorRatio: measure, errorCrossing: null }, ...others]
  mounted = mount(<ServiceTable services={services} rows={seen} observedAt={ago(1)} lostAt={null} />)
  const cell = element('[title="of 7 requests, between 0 % and 35 % (95 % confidence)"]')
  expect(cell.textContent).toBe('0 % of 7')
  expect(cell.className).toBe('unk')
})

it('leaves enter to the name of another row, which opens that row', () => {
  show()
  const name = element('[data-name="basket"] button')
  expect(press(name, 'Enter')).toBe(true)
  expect(opened()).toEqual([])
  act(() => name.click())
  expect(opened()).toEqual([['service.open', { ref: { namespace: 'shop', name: 'basket' } }]])
})

it('opens the row that is clicked, wherever, and not when a text in it is being marked', () => {
  show()
  act(() => element('[data-name="payments"] td:last-child').click())
  expect(opened()).toEqual([['service.open', { ref: { namespace: 'shop', name: 'payments' } }]])
  getSelection()?.selectAllChildren(element('[data-name="basket"] td:last-child'))
  act(() => element('[data-name="basket"] td:last-child').click())
  expect(opened()).toHaveLength(1)
  expect(selected()).toBe('basket')
  getSelection()?.removeAllRanges()
})

it('leaves the keys to the field for the namespace and to its button', () => {
  show(true)
  const field = element('form input')
  type(field, 'billing')
  for (const key of ['Enter', 'Escape', 'ArrowDown', 'j']) expect(press(field, key), key).toBe(true)
  expect(press(element('form button'), 'Enter')).toBe(true)
  expect(opened()).toEqual([])
  expect(selected()).toBe('checkout')
})

it('clears the search with escape, and nothing else with it', () => {
  show()
  type(search(), 'pay')
  expect(press(search(), 'Escape')).toBe(false)
  expect((search() as HTMLInputElement).value).toBe('')
  expect(press(region(), 'Escape')).toBe(true)
})

it('is left as it was when a service was opened, and begins anew in another namespace', () => {
  show()
  type(search(), 'a')
  press(region(), 'j')
  const at = selected()
  mounted.again(null)
  mounted.again(<ServiceTable services={services} rows={rows} observedAt={ago(1)} lostAt={null} />)
  expect((search() as HTMLInputElement).value).toBe('a')
  expect(selected()).toBe(at)
  mounted.again(
    <ServiceTable services={{ ...services, namespace: 'billing' }} rows={rows} observedAt={ago(1)} lostAt={null} />
  )
  expect((search() as HTMLInputElement).value).toBe('')
  expect(selected()).toBe('checkout')
})

it('moves when nothing of the list has the focus, and leaves enter to a button', () => {
  show()
  press(document.body, 'j')
  expect(selected()).toBe('basket')
  expect(press(element('[data-name="payments"] button'), 'j')).toBe(false)
  expect(press(element('[data-name="payments"] button'), 'Enter')).toBe(true)
  press(document.body, 'Enter')
  expect(opened()).toEqual([['service.open', { ref: { namespace: 'shop', name: 'payments' } }]])
})

it('opens a row of all namespaces in its own, and says what is not in the list', () => {
  const all = allServices.rows.state === 'value' ? allServices.rows.value : []
  mounted = mount(<ServiceTable services={allServices} rows={all} observedAt={ago(1)} lostAt={null} />)
  const row = element('[data-namespace="search"][data-name="checkout"]')
  expect(row.textContent).toContain('search / checkout')
  act(() => row.click())
  expect(opened()).toEqual([['service.open', { ref: { namespace: 'search', name: 'checkout' } }]])
  const notes = element('[data-testid="everywhere"]').textContent
  expect(notes).toContain('You may not list the pods of all namespaces at once.')
  expect(notes).toContain('Not read, to keep the load low: staging-a, staging-b.')
  expect(notes).toContain('Could not be read: payroll')
})

it('goes to all namespaces and back by the choice', () => {
  show()
  const choice = mounted.page.querySelector<HTMLSelectElement>('[data-testid="namespace"]') ?? expect.fail('no choice')
  const choose = (value: string) =>
    act(() => {
      choice.value = value
      choice.dispatchEvent(new Event('change', { bubbles: true }))
    })
  choose('')
  choose('monitoring')
  expect(opened()).toEqual([
    ['environment.listEverywhere', { on: true }],
    ['environment.chooseNamespace', { namespace: 'monitoring' }]
  ])
})

it('says that several in trouble that changed lately go back together, and opens the worst of them', () => {
  show()
  const together = mounted.find('together')
  expect(together.textContent).toContain('Together: 3 services that changed in the last hour are in trouble.')
  expect(together.textContent).toContain('checkout, basket and payments may go back in one plan')
  expect(together.querySelector('button')?.textContent).toBe('Open the plan of 3 services')
  act(() => together.querySelector('button')?.click())
  expect(opened()).toEqual([['service.open', { ref: { namespace: 'shop', name: 'checkout' } }]])
  // What was taken back a moment ago is not asked for again.
  const waiting = rows.map((row) =>
    row.errorCrossing ? { ...row, errorCrossing: { ...row.errorCrossing, waits: true as const } } : row
  )
  mounted.again(<ServiceTable services={services} rows={waiting} observedAt={ago(1)} lostAt={null} />)
  expect(mounted.page.querySelector('[data-testid="together"]')).toBeNull()
  mounted.again(<ServiceTable services={services} rows={rows.slice(0, 1)} observedAt={ago(1)} lostAt={null} />)
  expect(mounted.page.querySelector('[data-testid="together"]')).toBeNull()
})

it('gives the highlight to what is in trouble as long as nobody went to what is calm', () => {
  const calm = rows.filter(({ trouble }) => trouble === 'calm')
  const [first = expect.fail('no calm row')] = calm
  mounted = mount(<ServiceTable services={services} rows={calm} observedAt={ago(1)} lostAt={null} />)
  expect(selected()).toBe(first.ref.name)
  const ill = rows.filter(({ trouble }) => trouble !== 'calm')
  mounted.again(<ServiceTable services={services} rows={[...ill, ...calm]} observedAt={ago(1)} lostAt={null} />)
  expect(selected()).toBe('checkout')
})

it('keeps the highlight on its service when the list sorts anew, and opens that one', () => {
  show()
  expect(selected()).toBe('checkout')
  const sorted = [...rows.slice(1), ...rows.slice(0, 1)]
  mounted.again(<ServiceTable services={services} rows={sorted} observedAt={ago(1)} lostAt={null} />)
  expect(selected()).toBe('checkout')
  press(region(), 'Enter')
  expect(opened()).toEqual([['service.open', { ref: { namespace: 'shop', name: 'checkout' } }]])
})
