import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { requests, type RequestName } from '../../../contract/index.ts'
import { createRequestCheck, type Gestures } from './check-request.ts'
import { payloadCaps, whyNotPlain } from '../../../preload/plain-value.ts'

const names = Object.keys(requests) as RequestName[]

const always: Gestures = { hasJustActed: () => true, spend: () => true }

/** A check whose clock runs so fast that the rate never limits. */
function unlimited() {
  let nowMs = 0
  return createRequestCheck(() => (nowMs += 10_000), always)
}

describe('what a window asks', () => {
  it('passes on honest requests', () => {
    const check = unlimited()
    expect(check('connection.importDefault', {})).toEqual({
      ok: true,
      value: { name: 'connection.importDefault', input: {} }
    })
    const open = { ref: { namespace: 'shop', name: 'checkout' } }
    expect(check('service.open', open)).toEqual({ ok: true, value: { name: 'service.open', input: open } })
    expect(check('connection.importText', { text: 'x'.repeat(2 * 1_048_576) })).toMatchObject({ ok: true })
  })

  it.each(['', 'nope', '__proto__', 'constructor', 'toString', 'hasOwnProperty', 7, null, {}, ['run.abort']])(
    'knows no request %j',
    (name) => {
      expect(unlimited()(name, {})).toMatchObject({ ok: false, failure: { code: 'badInput' } })
    }
  )

  it('refuses keys that the schema does not name', () => {
    const check = unlimited()
    expect(check('run.abort', { runId: 'r', force: true })).toMatchObject({ ok: false })
    expect(check('run.abort', JSON.parse('{"runId":"r","__proto__":{"x":1}}'))).toMatchObject({ ok: false })
    expect(check('preferences.set', { panes: JSON.parse('{"__proto__":1}') })).toMatchObject({ ok: false })
    expect(check('preferences.set', { panes: { constructor: 1 } })).toMatchObject({ ok: false })
  })

  it('keeps preferences and the fields of the report small', () => {
    const check = unlimited()
    const panes = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, at) => [`pane${at}`, 1]))
    expect(check('preferences.set', { panes: panes(16) })).toMatchObject({ ok: true })
    for (const hostile of [panes(17), { ['x'.repeat(33)]: 1 }, { 'a b': 1 }, { log: 1e300 }])
      expect(check('preferences.set', { panes: hostile }), JSON.stringify(hostile)).toMatchObject({ ok: false })
    expect(check('report.set', { field: 'trigger', value: 'x'.repeat(16_385) })).toMatchObject({ ok: false })
  })

  it('takes 5,000 hostile inputs without throwing, and repeats none of them', () => {
    const check = unlimited()
    const hostile = fc.anything({
      withBigInt: true,
      withBoxedValues: true,
      withDate: true,
      withMap: true,
      withSet: true,
      withTypedArray: true,
      withSparseArray: true,
      withNullPrototype: true,
      key: fc.oneof(fc.string(), fc.constantFrom('__proto__', 'constructor', 'prototype', 'text', 'ref', 'planId'))
    })
    fc.assert(
      fc.property(fc.constantFrom(...names), hostile, (name, input) => {
        const checked = check(name, input)
        if (checked.ok) expect(requests[name].safeParse(input).success).toBe(true)
        else expect(checked.failure.message).toMatch(/^(The input of|The field|The input|Too many)/)
      }),
      { numRuns: 5_000 }
    )
  })

  it('limits how often', () => {
    let nowMs = 0
    const check = createRequestCheck(() => nowMs, always)
    const burst = Array.from({ length: 5_000 }, () => check('service.close', {}))
    expect(burst.filter(({ ok }) => ok)).toHaveLength(100)
    expect(burst.at(-1)).toMatchObject({ failure: { code: 'rateLimited', retryable: true, remedy: 'Wait 1 s.' } })
    nowMs += 1_000
    expect(check('service.close', {})).toMatchObject({ ok: true })
  })

  it('copies only when somebody has just acted', () => {
    let hasJustActed = false
    let gestures = 1
    const check = createRequestCheck(() => 0, { hasJustActed: () => hasJustActed, spend: () => gestures-- > 0 })
    const ask = () => check('clipboard.copy', { what: { kind: 'report' } })
    expect(ask()).toMatchObject({ ok: false, failure: { code: 'refused' } })
    expect(check('service.close', {})).toMatchObject({ ok: true })
    hasJustActed = true
    expect(ask()).toMatchObject({ ok: true })
    // One gesture, one copy: the next would replace it.
    expect(ask()).toMatchObject({ ok: false, failure: { code: 'refused' } })
    gestures = 1
    expect(ask()).toMatchObject({ ok: true })
  })

  it('looks one name up for a click: the names of many would tell somebody outside', () => {
    let gestures = 1
    const check = createRequestCheck(() => 0, { hasJustActed: () => true, spend: () => gestures-- > 0 })
    const ask = (text: string) => check('azure.findProfile', { accountId: 'a', text })
    expect(ask('www.shop.example')).toMatchObject({ ok: true })
    expect(ask('told.elsewhere.example')).toMatchObject({ ok: false, failure: { code: 'refused' } })
  })

  const approval = { planId: 'p', digest: 'd' }
  it.each([
    ['output.look', {}, 20],
    ['output.keep', {}, 6],
    ['plan.prepare', { lever: 'deploymentRollback' }, 5],
    ['run.approve', approval, 20],
    ['service.open', { ref: { namespace: 'shop', name: 'cart' } }, 20],
    ['connection.importText', { text: 'x' }, 12],
    ['task.note', { taskId: 'undo', text: 'x' }, 30]
  ])('takes %s only so many times a minute', (name, input, perMinute) => {
    let nowMs = 0
    const check = createRequestCheck(() => nowMs, always)
    const ask = () => check(name, input)
    const asked = Array.from({ length: 50 }, ask)
    expect(asked.filter(({ ok }) => ok)).toHaveLength(perMinute)
    expect(asked.at(-1)).toMatchObject({ failure: { code: 'rateLimited', remedy: `Wait ${60 / perMinute} s.` } })
    nowMs += 60_000 / perMinute
    expect([ask().ok, ask().ok]).toEqual([true, false])
  })
})

describe('whyNotPlain', () => {
  it('stops at size, number, depth and cycles', () => {
    expect(whyNotPlain({ text: 'x'.repeat(payloadCaps.textLength + 1) })).toContain('large')
    expect(whyNotPlain(Array.from({ length: payloadCaps.nodes + 1 }, () => 0))).toContain('parts')
    const cyclic: Record<string, unknown> = {}
    cyclic['self'] = cyclic
    expect(whyNotPlain(cyclic)).toContain('deeply')
  })

  it.each([
    [new Map()],
    [new Set()],
    [new Date(Number.NaN)],
    [new Uint8Array(1)],
    [1n],
    [Number.NaN],
    [Number.POSITIVE_INFINITY],
    [Symbol('s')],
    [/x/],
    [new Error('x')]
  ])('refuses %s', (value) => {
    expect(whyNotPlain({ value })).toBeDefined()
  })
})
