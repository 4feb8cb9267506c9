import { createHash } from 'node:crypto'
import { expect, it } from 'vitest'
import { sameCluster } from './target.ts'

const hash = (text: string): string => createHash('sha256').update(text).digest('hex')
const identity = (uid: string, server: string, ca: string): string => `${uid} https://${server} ca:${hash(ca)}`

it.each([
  ['nothing has changed', identity('u', 'a', 'x'), true],
  ['its authority was replaced', identity('u', 'a', 'y'), true],
  ['it has another address', identity('u', 'b', 'x'), true],
  ['it is a copy elsewhere', identity('u', 'b', 'y'), false],
  ['it was built anew at the same address', identity('v', 'a', 'x'), false],
  ['the identity cannot be read', 'u', false],
  ['there is none', undefined, false]
])('is told when %s: %j', (_when, recorded, expected) => {
  expect(sameCluster(recorded, identity('u', 'a', 'x'))).toBe(expected)
})

it('takes the whole identity where the UID of kube-system could not be read', () => {
  expect(sameCluster(identity('unknown', 'a', 'x'), identity('unknown', 'a', 'x'))).toBe(true)
  expect(sameCluster(identity('unknown', 'a', 'x'), identity('unknown', 'a', 'y'))).toBe(false)
  expect(sameCluster(identity('unknown', 'a', 'x'), identity('u', 'a', 'x'))).toBe(false)
})

it('does not take two addresses for one cluster because neither names an authority', () => {
  expect(sameCluster(identity('u', 'a', ''), identity('u', 'b', ''))).toBe(false)
})
