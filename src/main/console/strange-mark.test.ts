import { expect, it } from 'vitest'
import type { DecisionView, ServiceView } from '../../contract/index.ts'
import { refuseStrangeMark } from './strange-mark.ts'

const ref = { namespace: 'shop', name: 'cart' }
const service = {
  ref,
  revisions: { state: 'value', value: [{ uid: 'rs-1' }], observedAt: '' }
} as unknown as ServiceView
const decision = { levers: [{ options: [{ markable: 'region-2' }, {}] }] } as unknown as DecisionView

it.each(['rs-1', 'region-2'])('takes a revision of the service and what a lever offers: %s', (subject) => {
  expect(() => refuseStrangeMark({ ref, subject }, service, decision)).not.toThrow()
})

it.each(['__proto__', 'constructor', 'rs-2', 'undefined', ''])('refuses what is not there: "%s"', (subject) => {
  expect(() => refuseStrangeMark({ ref, subject }, service, decision)).toThrow('nothing of that name')
})

it('refuses another service, and any while none is open or its revisions are not read', () => {
  const mark = { ref, subject: 'rs-1' }
  const unread = { ...service, revisions: { state: 'loading', awaiting: '', sinceAt: '' } } as const
  expect(() => refuseStrangeMark({ ...mark, ref: { ...ref, name: 'shop' } }, service, decision)).toThrow()
  expect(() => refuseStrangeMark(mark, null, decision)).toThrow()
  expect(() => refuseStrangeMark(mark, unread, decision)).toThrow()
})
