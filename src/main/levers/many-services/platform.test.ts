import { expect, it } from 'vitest'
import { isPlatform } from './platform.ts'

const named = (name: string, app = 'cart') =>
  isPlatform({ apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name, uid: 'd', labels: { app } } })

it('knows what others stand on by its name or its label, and is soon through with a label that goes on for ever', () => {
  expect([named('istio-egress-gateway'), named('cart', 'coredns'), named('cart')]).toEqual([true, true, false])
  const before = process.cpuUsage()
  expect(named('cart', `istio-${'gateway'.repeat(60_000)}\n`)).toBe(false)
  expect(process.cpuUsage(before).user / 1_000).toBeLessThan(1_000)
})
