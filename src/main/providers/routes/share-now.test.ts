import { expect, test } from 'vitest'
import { shareNow } from './share-now.ts'
import { splitsOf } from './split.ts'
import { mesh, virtualServiceObject, weightedRule } from './testing/mesh.ts'

const splitsWith = (...http: readonly object[]) =>
  splitsOf(mesh({ virtualServices: [virtualServiceObject('cart', { http })] }), 'shop', 'cart')

const kept = weightedRule(0, 100, { match: [{ headers: { Cookie: { regex: '.*flagger-cookie.*' } } }] })
const some = weightedRule(0, 100, { match: [{ headers: { 'x-canary': { exact: 'on' } } }] })
const counted = { kind: 'known', share: 0.588 } as const

test.each([
  ['the weights, where they are for everybody', [weightedRule(70, 30)], counted, 0.3],
  ['what was counted, where a cookie keeps users', [kept, weightedRule(70, 30)], counted, 0.588],
  ['what was counted, where a header chooses users', [some, weightedRule(100, 0)], counted, 0.588],
  ['the weights for everybody, where nobody counted', [kept, weightedRule(70, 30)], null, 0.3],
  ['nothing, where nobody counted and no rule is for everybody', [some], null, null]
])('what part of all requests a release gets is %s', (_what, rules, seen, share) => {
  expect(shareNow(splitsWith(...rules), 'cart', seen)).toBe(share)
})
