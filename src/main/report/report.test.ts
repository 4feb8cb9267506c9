import { describe, expect, it } from 'vitest'
import type { JournalRecord } from '../ports/journal.ts'
import { commandsOf, createCommandLog } from './command-log.ts'
import { fenced, inline } from './markdown.ts'
import { renderReport } from './render-report.ts'
import { timelineOf } from './timeline.ts'

let seq = 0
function record(kind: string, body: Record<string, unknown>, t = '2026-03-01T02:06:31.000Z'): JournalRecord {
  seq += 1
  return { seq, t, kind, body }
}

function render(records: readonly JournalRecord[]) {
  return renderReport(inputOf(records))
}

function inputOf(records: readonly JournalRecord[]) {
  const ref = { namespace: 'shop', name: 'checkout' }
  return {
    records,
    environment: null,
    service: ref,
    operator: 'mira',
    now: new Date('2026-03-01T03:00:00Z'),
    offsetMinutes: 60,
    notices: []
  }
}

const request = { method: 'PATCH', path: '/apis/apps/v1/namespaces/shop/deployments/checkout', query: {} }

describe('the report', () => {
  it('has every section, and says what nobody filled in', () => {
    const { markdown, missing } = render([])
    expect(markdown.match(/^## .+$/gm)).toEqual([
      '## Trigger',
      '## Timeline (UTC)',
      '## Impact',
      '## Root cause',
      '## What was done',
      '## Action items'
    ])
    expect(markdown).toContain('## Root cause\n\n_not recorded_')
    expect(markdown).toContain('Nothing was changed.')
    expect(markdown).toContain('Written: 2026-03-01 03:00:00Z by mira, whose clock is at UTC+01:00')
    expect(missing).toContain('rootCause')
  })

  it('says what somebody else took up again where nothing of ours was changed', () => {
    const text = 'Revision 6 (1.7.0), taken up from 4, began to roll out, by kubectl'
    const again = record('note', { what: 'release', text, takenUpFrom: 4 })
    const crossed = record('note', { what: 'crossing', text: 'Errors over 5 %: 8 %' })
    expect(render([crossed, again]).markdown).toContain(`Backout changed nothing. ${inline(text)}.`)
    expect(render([again, crossed]).markdown).toContain('Nothing was changed.')
  })

  it('is called by the services that were opened, where it is about no single one', () => {
    const services = ['checkout', 'cart'].map((name) => ({ namespace: 'shop', name }))
    const heading = (more: { readonly services?: typeof services }) =>
      renderReport({ ...inputOf([]), service: null, ...more }).markdown.split('\n')[0]
    expect(heading({ services })).toBe('# Incident report: shop/checkout, shop/cart')
    expect(heading({})).toBe('# Incident report: nothing was opened yet')
  })

  it('takes trigger and start from the first crossing, until the operator writes their own', () => {
    const crossed = record('verdict', {
      text: 'Roll back now.',
      verdict: { lead: 'Roll back now.', rest: 'Errors 7.8 %, limit 5 %.', firstCrossedAt: '2026-03-01T02:05:00Z' }
    })
    const { fields } = render([crossed])
    expect(fields.trigger).toEqual({ value: 'Errors 7.8 %, limit 5 %.', source: 'prefilled' })
    expect(fields.startedAt.value).toBe('2026-03-01T02:05:00Z')
    expect(render([crossed, record('report', { field: 'trigger', value: 'A pager' })]).fields.trigger).toEqual({
      value: 'A pager',
      source: 'operator'
    })
    expect(render([crossed, record('report', { field: 'trigger', value: '' })]).fields.trigger.source).toBe('prefilled')
  })

  it('has as trigger what crossed, with the value of then, and never the cure', () => {
    const waiting = record('verdict', {
      text: 'Wait.',
      verdict: {
        level: 'wait',
        lead: 'Wait.',
        rest: 'Revision 4 (template of 2) is being rolled out by kubectl.',
        firstCrossedAt: '2026-03-01T02:05:00Z',
        judgements: [
          { title: 'Error ratio', result: 'waits', evidence: '39.8 %, limit 5 %; may hold requests of before' }
        ]
      }
    })
    expect(render([waiting]).fields.trigger.value).toBe('Error ratio: 39.8 %, limit 5 %')
    const asking = record(
      'verdict',
      {
        text: 'Roll back now.',
        verdict: {
          level: 'rollBack',
          lead: 'Roll back now.',
          rest: 'Errors 22.2 %, limit 5 %.',
          firstCrossedAt: '2026-03-01T02:05:00Z'
        }
      },
      '2026-03-01T02:07:00.000Z'
    )
    const { fields } = render([waiting, asking])
    expect(fields.trigger.value).toBe('Errors 22.2 %, limit 5 %.')
    expect(fields.detectedAt.value).toBe('2026-03-01T02:07:00.000Z')
    const crossing = record('note', { what: 'crossing', text: 'First crossed a limit: errors 39.8 %, limit 5 %' })
    expect(render([waiting, asking, crossing]).fields.trigger.value).toBe(
      'First crossed a limit: errors 39.8 %, limit 5 %'
    )
  })

  it('says of a start that was the first reading that it was then or earlier, until it is known', () => {
    const crossed = (firstCrossedAt: string, isCrossedEarlier: boolean) =>
      record('verdict', {
        text: 'Roll back now.',
        verdict: { level: 'rollBack', lead: '', rest: '', firstCrossedAt, isCrossedEarlier, judgements: [] }
      })
    const proved = record('reconcile', { runId: 'a', proved: true }, '2026-03-01T02:35:00.000Z')
    const first = crossed('2026-03-01T02:05:00.000Z', true)
    const { fields, markdown } = render([first, proved])
    expect(fields.startedAt.isEarlier).toBe(true)
    expect(markdown).toContain('- Started: 2026-03-01 02:05:00Z or earlier')
    expect(fields.impact.value).toContain('Users saw errors for at least 30 min')
    const known = render([first, crossed('2026-03-01T01:46:00.000Z', false), proved])
    expect(known.markdown).toContain('- Started: 2026-03-01 01:46:00Z\n')
    expect(known.fields.impact.value).toContain('Users saw errors for 49 min')
  })

  it('takes the time of restoration from a proof that nothing came after', () => {
    const restored = (...records: JournalRecord[]) => render(records).fields.restoredAt
    const proved = () => record('reconcile', { runId: 'a', proved: true }, '2026-03-01T02:10:00.000Z')
    const sent = () => record('intent', { runId: 'b', attemptId: 'b', command: 'kubectl rollout undo', request })
    const answered = (outcome: string) => record('outcome', { runId: 'b', attemptId: 'b', outcome })
    const unproved = () => record('reconcile', { runId: 'b', proved: false })
    const at = { value: '2026-03-01T02:10:00.000Z', source: 'prefilled' }
    const empty = { value: '', source: 'empty' }
    expect(restored(proved())).toEqual(at)
    expect(restored(unproved(), proved())).toEqual(at)
    expect(restored(proved(), sent(), answered('succeeded'), unproved())).toEqual(empty)
    expect(restored(proved(), sent(), answered('succeeded'))).toEqual(empty)
    expect(restored(proved(), sent())).toEqual(empty)
    expect(restored(proved(), sent(), answered('conflict'))).toEqual(at)
  })

  it('names the head of the journal, so that it anchors what it was made from', () => {
    const hash = 'ab'.repeat(32)
    expect(render([{ ...record('note', { text: 'x' }), hash }]).markdown).toContain(`Head: \`${hash}\`.`)
    expect(render([]).markdown).toContain('which has no entries yet')
  })

  it('lets nothing from outside become markup', () => {
    const hostile = '![x](http://tracker) <img src=x> | a\n# heading \u001b[31m `code`'
    const { markdown } = render([
      record('note', { text: hostile }),
      record('command', { label: 'read', command: '```\nrm', request, status: 200, result: '200' })
    ])
    expect(markdown).not.toMatch(/(?<!\\)!\[|(?<!\\)<img|^# heading|http:\/\/tracker/m)
    expect(markdown).not.toContain('\u001b')
    expect(markdown).toContain('````')
  })
})

describe('the command log', () => {
  it('shows an attempt once, with its outcome', () => {
    const intent = record('intent', { attemptId: 'a', command: 'kubectl rollout undo', request })
    expect(commandsOf([intent])).toMatchObject([{ outcome: 'unknown', result: 'no answer recorded' }])
    const outcome = record('outcome', { attemptId: 'a', outcome: 'succeeded', detail: '200 · 41 ms', status: 200 })
    expect(commandsOf([intent, outcome])).toMatchObject([
      { seq: intent.seq, label: 'executed', outcome: 'succeeded', status: 200 }
    ])
  })

  it('does not say that nothing was answered where the other side has taken it', () => {
    const intent = record('intent', { attemptId: 'a', command: 'az cosmosdb offline-region', request })
    const accepted = record('accepted', { attemptId: 'a', status: 202 })
    expect(commandsOf([intent, accepted])).toMatchObject([
      { seq: intent.seq, outcome: 'unknown', status: 202, result: 'accepted; no end recorded so far' }
    ])
    const outcome = record('outcome', { attemptId: 'a', outcome: 'succeeded', detail: 'done', status: 200 })
    expect(commandsOf([intent, accepted, outcome])).toMatchObject([{ outcome: 'succeeded' }])
  })

  it('hands out what was sent and answered, and finds in it', () => {
    const log = createCommandLog()
    const read = record('command', {
      label: 'read',
      command: 'kubectl get',
      request,
      result: '200',
      detail: 'Pod shop/a'
    })
    const intent = record('intent', { attemptId: 'a', command: 'kubectl rollout undo', request })
    const failure = { code: 'conflict', message: 'changed meanwhile' }
    for (const one of [read, intent, record('outcome', { attemptId: 'a', outcome: 'conflict', failure })]) log.take(one)
    expect(log.body(read.seq)).toEqual({ request, detail: 'Pod shop/a' })
    expect(log.body(intent.seq)).toEqual({ request, detail: JSON.stringify(failure, null, 2) })
    expect(log.body(-1)).toBeNull()
    expect(log.find('PATCH meanwhile')).toEqual([intent.seq])
    expect(log.find('pod')).toEqual([read.seq])
  })

  it('has what was refused, with the reason: a lever, an approval, and one of a plan that is gone', () => {
    const command = 'kubectl rollout undo deployment/cart'
    const reason = 'Roll back: Not here. The Canary shop/cart takes it back.'
    const lever = record('refused', { text: reason, lever: 'deployment-rollback', trap: 'T3', command })
    const typed = record('refused', { text: 'Approval refused: The typed text is not the one.', planId: 'p', command })
    const plan = record('plan', { text: 'Planned', plan: { id: 'q', steps: [{ command }, { command: '' }] } })
    const gone = record('refused', { text: 'Approval refused: This plan is gone.', planId: 'q' })
    const nothing = record('refused', { text: 'The disk with the journal is full' })
    expect(commandsOf([lever, typed, plan, gone, nothing])).toMatchObject([
      { seq: lever.seq, label: 'refused', command, result: reason },
      { seq: typed.seq, label: 'refused', command, result: 'Approval refused: The typed text is not the one.' },
      { seq: gone.seq, label: 'refused', command, result: 'Approval refused: This plan is gone.' }
    ])
  })
})

describe('the word of a command', () => {
  it.each([
    ['operation', 'executed'],
    ['reading', 'settled']
  ])('whose end was known by its %s is %s', (resolvedBy, label) => {
    const intent = record('intent', { attemptId: 'a', command: 'az x' })
    const outcome = record('outcome', { attemptId: 'a', outcome: 'succeeded', detail: '', resolvedBy })
    expect(commandsOf([intent, outcome])).toMatchObject([{ label }])
  })
})

describe('the timeline', () => {
  it('keeps reads out of the timeline', () => {
    expect(
      timelineOf([record('command', { text: 'x' }), record('note', { text: 'y' })]).map(({ text }) => text)
    ).toEqual(['y'])
  })

  it('names kinds as people do, and lets no record of ours through without a word', () => {
    const kinds = [
      'observe',
      'confirm',
      'outcome',
      'reconcile',
      'settled',
      'task',
      'session.attach',
      'gate',
      'odd.kind'
    ]
    expect(timelineOf(kinds.map((kind) => record(kind, { text: kind }))).map(({ kind }) => kind)).toEqual([
      'opened',
      'approval',
      'action',
      'looked',
      'result',
      'tick',
      'connected',
      'wait'
    ])
  })

  it('has everything where it happened, also what was recorded later', () => {
    const opened = record('observe', { text: 'Opened' }, '2026-03-01T02:06:31.000Z')
    const release = record('note', { what: 'release', text: 'Revision 5', happenedAt: '2026-03-01T02:00:00Z' })
    expect(timelineOf([opened, release])).toMatchObject([
      { kind: 'release', at: '2026-03-01T02:00:00Z', seq: release.seq },
      { kind: 'opened' }
    ])
  })
})

it('makes a fence longer than any run of backticks inside', () => {
  expect(fenced('a ```` b')).toBe('`````\na ```` b\n`````')
  expect(inline('a_b*c')).toBe('a\\_b\\*c')
})
