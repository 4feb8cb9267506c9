import { act } from 'react'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { choosing } from '../../fixtures/many.ts'
import { mount, setFeeds, type Mounted } from '../../fixtures/mount.ts'
import { shell } from '../../fixtures/shell.ts'
import { PickTable } from './pick-table.tsx'

const request = vi.fn((_name: string, _input: unknown) => Promise.resolve({ ok: true, value: null }))
const [lever = expect.fail('no lever')] = choosing.levers
let mounted: Mounted

beforeEach(() => {
  request.mockClear()
  window.backout = { request, subscribe: () => () => undefined }
  setFeeds({ shell })
  mounted = mount(<PickTable lever={lever} plan={choosing.plan} />)
})

afterEach(() => mounted.unmount())

function row(name: string): HTMLElement {
  return mounted.page.querySelector<HTMLElement>(`[data-option="${name}"]`) ?? expect.fail(`no row ${name}`)
}

function box(name: string): HTMLInputElement {
  return row(name).querySelector('input') ?? expect.fail(`no box for ${name}`)
}

function press(target: HTMLElement, key: string): void {
  act(() => void target.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true })))
}

const planned = (): unknown => request.mock.calls.at(-1)

it('says of each why it goes or stays, and to what it goes back', () => {
  expect(row('cart').textContent).toContain('3.7.0 → 3.6.2, revision 44')
  expect(row('catalog').textContent).toContain('hold it first, or revert in Git')
  expect(row('49 others').textContent).toContain('not changed in the window')
})

it('has no box where one cannot be taken from here', () => {
  expect(row('product-service').querySelector('input')).toBeNull()
  expect(row('product-service').textContent).toContain('cannot be taken from here')
})

it('plans at once what is taken and what is left', () => {
  act(() => box('tax').click())
  expect(planned()).toEqual([
    'plan.prepare',
    { lever: lever.id, choice: { services: 'checkout,payments,inventory,cart,shipping,tax' } }
  ])
  act(() => box('checkout').click())
  expect(planned()).toEqual([
    'plan.prepare',
    { lever: lever.id, choice: { services: 'payments,inventory,cart,shipping,tax' } }
  ])
  expect(row('tax').dataset['picked']).toBe('true')
})

it('names its keys only where they are its own', () => {
  const said = (): string => mounted.page.querySelector('[role="status"]')?.textContent ?? ''
  expect(said()).not.toContain('takes or leaves')
  const button = mounted.page.querySelector<HTMLElement>('[data-testid="choose-rows"]')
  act(() => button?.click())
  expect(document.activeElement).toBe(box('checkout'))
  expect(said()).toContain('space takes or leaves, j k move')
  act(() => box('checkout').blur())
  expect(said()).not.toContain('takes or leaves')
})

it('moves with j and k, and takes all with *, and none with * again; a is of the approval', () => {
  act(() => box('checkout').focus())
  press(box('checkout'), 'j')
  expect(document.activeElement).toBe(box('payments'))
  press(box('payments'), 'k')
  press(box('checkout'), 'k')
  expect(document.activeElement).toBe(box('checkout'))
  press(box('checkout'), 'a')
  expect(request).not.toHaveBeenCalled()
  press(box('checkout'), '*')
  expect(planned()).toEqual([
    'plan.prepare',
    {
      lever: lever.id,
      choice: { services: 'checkout,payments,inventory,cart,shipping,tax,catalog,notifications' }
    }
  ])
  press(box('checkout'), '*')
  expect(planned()).toEqual(['plan.prepare', { lever: lever.id, choice: { services: '' } }])
})

it("leads back to what is proposed, which is nobody's choice then", () => {
  expect(mounted.page.querySelector('[data-testid="as-proposed"]')).toBeNull()
  act(() => box('tax').click())
  act(() => mounted.find('as-proposed').click())
  expect(planned()).toEqual(['plan.prepare', { lever: lever.id }])
  act(() => box('tax').click())
  act(() => box('tax').click())
  expect(planned()).toEqual(['plan.prepare', { lever: lever.id }])
})
