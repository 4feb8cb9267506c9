import { expect, it } from 'vitest'
import type { Run } from '../../contract/index.ts'
import { watchedServices } from './watched-services.ts'

const named = (name: string) => ({ namespace: 'shop', name })

it('are all that a run changed, whichever of them was open', () => {
  const one = { ref: named('cart') } as Run
  expect(watchedServices(one, [])).toEqual([named('cart')])
  const besides = ['tax', 'stock'].map((name) => ({ ref: named(name), symptom: '' }))
  expect(watchedServices({ ...one, besides }, [])).toEqual(besides.map(({ ref }) => ref))
})
