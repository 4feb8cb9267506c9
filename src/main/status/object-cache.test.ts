import { describe, expect, it } from 'vitest'
import { failureOf, FailureError, leftOutText } from '../../contract/index.ts'
import type { KubeObject, SpoiledObject } from '../ports/kube.ts'
import { joinedLeftOut, wholeOrNone, withLeftOut } from '../lib/left-out.ts'
import { createObjectCache } from './object-cache.ts'

const at = '2026-03-01T00:00:00Z'
const pod = (name: string): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { namespace: 'shop', name, uid: `uid-${name}` }
})
const bad = (name: string): SpoiledObject => ({
  namespace: 'shop',
  name,
  problem: `status.phase is no text in Pod shop/${name}`
})
const cache = () => createObjectCache('pods', () => at)

describe('objects of which one cannot be used', () => {
  it('are the others, and say it', () => {
    const pods = cache()
    pods.take({ type: 'sync', items: [pod('a'), pod('b')], spoiled: [bad('c')], at })
    expect(pods.observed()).toMatchObject({ state: 'value', leftOut: { count: 1 } })
    pods.take({ type: 'spoiled', spoiled: bad('a'), at })
    const seen = pods.observed()
    expect(seen).toMatchObject({ value: [{ metadata: { name: 'b' } }], leftOut: { count: 2 } })
    pods.take({ type: 'MODIFIED', object: pod('a'), at })
    pods.take({ type: 'DELETED', object: pod('c'), at })
    expect(pods.observed()).toEqual({ state: 'value', value: [pod('b'), pod('a')], observedAt: at })
  })

  it('are not none when the only one is spoiled: what was last seen stays, as such', () => {
    const one = cache()
    one.take({ type: 'sync', items: [pod('a')], at })
    one.take({ type: 'spoiled', spoiled: bad('a'), at })
    const last = { value: [pod('a')], observedAt: at }
    expect(one.observed()).toMatchObject({ state: 'unreachable', failure: { code: 'server' }, last })
    const error = new FailureError(failureOf('timeout', 'late'))
    one.take({ type: 'failing', error, sinceAt: at, nextTryAt: at })
    expect(one.observed()).toMatchObject({ state: 'unreachable', failure: { code: 'timeout' }, last })
    one.take({ type: 'sync', items: [], at })
    expect(one.observed()).toEqual({ state: 'value', value: [], observedAt: at })
  })

  it('are told of in one sentence, three by name', () => {
    const problems = ['a', 'b', 'c'].map((name) => bad(name).problem)
    expect(leftOutText({ count: 1, problems: problems.slice(0, 1) })).toBe(
      '1 object left out: status.phase is no text in Pod shop/a'
    )
    expect(leftOutText({ count: 1_200, problems })).toMatch(/^1,200 objects left out: .*; and 1,197 more$/)
    const part = {
      state: 'value',
      value: [],
      observedAt: at,
      leftOut: { count: 2, problems: problems.slice(0, 2) }
    } as const
    expect(joinedLeftOut([part, part])).toMatchObject({ count: 4, problems: { length: 3 } })
    expect(withLeftOut(part, undefined)).toEqual({ state: 'value', value: [], observedAt: at })
  })

  it('are not believed by who concludes what is not there', () => {
    const claims = cache()
    claims.take({ type: 'sync', items: [pod('a')], spoiled: [bad('b')], at })
    expect(wholeOrNone(claims.observed())).toMatchObject({
      state: 'unreachable',
      failure: { message: expect.stringContaining('1 object left out') },
      last: { value: [pod('a')] }
    })
  })
})
