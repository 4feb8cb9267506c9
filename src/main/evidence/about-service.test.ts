import { expect, it } from 'vitest'
import { lineIsAbout } from './about-service.ts'

const about = { namespace: 'shop', names: ['cart', 'cart-primary', 'cart-canary', 'cart-5d8f7c9b6-x2x4z'] }

it.each([
  ['{"level":"info","msg":"Advance cart.shop canary weight 10","canary":"cart.shop"}', true],
  ['info ads ADS: new connection for node:sidecar~10.1.2.3~cart-5d8f7c9b6-x2x4z.shop~shop.svc.cluster.local-7', true],
  ['info model Full push, service cart-canary.shop.svc.cluster.local changed', true],
  ['info ads Push debounce stable[12] 1 for config VirtualService/shop/cart: 100ms', true],
  ['outbound|80||cart.shop.svc.cluster.local', true],
  ['canary":"cart-admin.shop"', false],
  ['canary":"my-cart.shop"', false],
  ['canary":"cart.shop-two"', false],
  ['VirtualService/shop/cartography', false],
  ['cart is a word, and shop is one', false],
  ['canary":"cart.payments"', false]
])('%s: %s', (line, is) => {
  expect(lineIsAbout(line, about)).toBe(is)
})
