import { expect, it } from 'vitest'
import { toyProcess } from '../levers/testing/toy/toy-process.ts'
import { startToy } from '../levers/testing/toy/toy-stage.ts'
import type { JournalRecord } from '../ports/journal.ts'
import { switchObject, switchTarget } from '../levers/testing/toy/switches.ts'

/** What a newer version may have written, made of an intent of today. */
const newer: readonly (readonly [string, (body: JournalRecord['body']) => Readonly<Record<string, unknown>>])[] = [
  ['of a newer version of its action', (body) => ({ ...body, action: 'set-switch/2' })],
  [
    'of an action that is not known',
    (body) => ({ ...body, action: 'purge-cache/1', request: { method: 'POST', path: '/purge', query: {} } })
  ],
  ['with facts that are not understood', (body) => ({ ...body, facts: { ...facts(body), colour: 'red' } })],
  ['that holds several requests', ({ request, ...body }) => ({ ...body, requests: [request, request] })],
  ['that does not say what it changes', ({ target: _gone, targetKey: _key, ...body }) => ({ ...body, action: 'x/9' })],
  ['without a deadline', ({ deadlineAt: _gone, ...body }) => ({ ...body, action: 'x/9' })],
  ['without a cluster', ({ identity: _gone, target: _of, ...body }) => ({ ...body, action: 'x/9' })],
  ['of a run whose approval is not understood', (body) => ({ ...body, runId: 'run-of-tomorrow' })]
]

function facts(body: JournalRecord['body']): object {
  return body['facts'] as object
}

it.each(newer)('an intent %s is unsettled and holds its target', async (_what, change) => {
  const stage = await startToy()
  const ready = await stage.plan()
  const whole = await toyProcess(stage, [])
  const first = await toyProcess(stage, [ready], {
    journal: {
      ...whole.journal,
      append: (kind, body) =>
        kind === 'intent' ? whole.journal.append(kind, change(body)).then(forever) : whole.journal.append(kind, body)
    }
  })
  await first.approve(ready)
  await expect.poll(() => whole.journal.records().some(({ kind }) => kind === 'intent')).toBe(true)
  first.executor.end('the process ends', { isTakenUp: true })

  const next = await stage.plan()
  const second = await toyProcess(stage, [next], { journal: whole.journal })
  expect(second.executor.resume(stage.place)).toHaveLength(1)
  const refused = await second.approve(next)
  expect(refused).toMatchObject({ ok: false, failure: { code: 'conflict' } })
  expect(refused).toMatchObject({
    failure: { message: expect.stringContaining('another version of Backout') as string }
  })
  expect(stage.sent()).toBe(0)
})

it('another object of the cluster is free where the intent says what it is about', async () => {
  const stage = await startToy('check', ['valve', 'lamp', 'door'])
  const { journal, index } = await toyProcess(stage, [])
  const { identity } = stage.place
  const target = (name: string) => switchTarget(identity, switchObject(name, 'on'))
  await journal.append('intent', { runId: 'r', identity, attemptId: 'a', action: 'x/9', target: target('door') })
  expect(index.openOn(target('door'))).not.toBeNull()
  expect(index.openOn(target('lamp'))).toBeNull()
})

function forever(): Promise<never> {
  return new Promise(() => undefined)
}
