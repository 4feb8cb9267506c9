import { describe, expect, it } from 'vitest'
import type { Check, RowJudgement, Verdict } from '../../contract/index.ts'
import type { JournalRecord } from '../ports/journal.ts'
import { leftBehind } from './left-behind.ts'
import { renderReport } from './render-report.ts'

const ref = { namespace: 'shop', name: 'checkout' }
const at = '2026-03-01T02:06:31.000Z'
const pods = (revision: number) => ({ label: `revision ${revision}`, value: 2, detail: '2 pods', tone: 'good' })

let seq = 0
function record(kind: string, body: Record<string, unknown>): JournalRecord {
  seq += 1
  return { seq, t: at, kind, body }
}

function judgement(signal: RowJudgement['signal'], result: RowJudgement['result'], evidence: string): RowJudgement {
  return {
    row: signal,
    title: signal,
    signal,
    level: 'rollBack',
    limit: null,
    result,
    evidence,
    withinSeconds: 120,
    decideBy: null
  }
}

function verdict(...judgements: RowJudgement[]): JournalRecord {
  return record('verdict', { text: 'Roll back now.', verdict: { judgements, judgedAt: at } as Partial<Verdict> })
}

function check(name: string, status: Check['status'], evidence: string): JournalRecord {
  const whole: Check = { name, title: `Title of ${name}`, status, blocks: false, evidence, observedAt: at }
  return record('check', { runId: 'r', check: whole, text: `${name}: ${status}` })
}

const command = 'kubectl -n shop rollout undo deployment/checkout --to-revision=5'
const request = { method: 'PATCH', path: '/apis/apps/v1/namespaces/shop/deployments/checkout', query: {} }
const planned = () =>
  record('plan', {
    text: 'Planned',
    plan: {
      id: 'p',
      words: { title: 'Roll back checkout to revision 5' },
      changes: [
        {
          kind: 'shares',
          title: 'Pods',
          unit: 'pods',
          before: [pods(7)],
          after: [{ ...pods(5), becomes: 'revision 8 (template of 5)' }]
        },
        {
          kind: 'lines',
          title: 'Template',
          lines: [
            { kind: 'same', text: 'containers:' },
            { kind: 'removed', text: '  image: shop/checkout:7' },
            { kind: 'added', text: '  image: shop/checkout:`5`' }
          ]
        }
      ]
    }
  })
const title = 'Roll back checkout to revision 5'
const confirmed = (runId = 'r') =>
  record('confirm', {
    runId,
    planId: 'p',
    text: `Approved: ${title}`,
    digest: 'd',
    lever: 'deployment-rollback',
    chosen: null,
    words: { title, doing: title, done: 'Rolled back' },
    environment: 'east',
    ref,
    armedUntil: null,
    steps: [{ id: 'undo', kind: 'do', title: 'Undo', expectedMs: 500 }],
    inverse: null,
    continues: null
  })
const intended = (runId = 'r') =>
  record('intent', { runId, planId: 'p', attemptId: `${runId}-1`, command, request, text: 'About to run' })
const answered = (runId = 'r', outcome = 'succeeded') =>
  record('outcome', {
    runId,
    planId: 'p',
    attemptId: `${runId}-1`,
    outcome,
    detail: '200 · 41 ms',
    text: `${command}: ${outcome}`
  })

function done(records: readonly JournalRecord[]): string {
  const { markdown } = renderReport({
    records,
    environment: null,
    service: ref,
    operator: 'mira',
    now: new Date(at),
    offsetMinutes: 0,
    notices: []
  })
  return markdown.slice(markdown.indexOf('## What was done'), markdown.indexOf('### Command log'))
}

describe('what was done', () => {
  it('has the warnings that it was approved with', () => {
    const own = confirmed()
    const text = done([
      { ...own, body: { ...own.body, warnings: ['The last writes may be lost.'] } },
      intended(),
      answered()
    ])
    expect(text).toContain('Approved with these warnings:\n\n- The last writes may be lost.')
    expect(done([own, intended(), answered()])).not.toContain('these warnings')
  })

  it('has the command, its outcome, before and after, and the proof, from the records alone', () => {
    const text = done([
      verdict(judgement('errorRatio', 'fires', 'old')),
      planned(),
      verdict(
        judgement('errorRatio', 'quiet', '7.8 %, limit 1 %'),
        judgement('errorRatio', 'fires', '7.8 %, limit 5 %'),
        judgement('p95', 'unknown', 'not measured')
      ),
      confirmed(),
      intended(),
      answered(),
      check('errorRatio', 'True', '0.1 % since 02:07'),
      check('latency', 'Unknown', 'no requests'),
      record('reconcile', { runId: 'r', proved: true, text: 'Recovered, proved 2 min after approval' })
    ])
    expect(text).toContain('### Roll back checkout to revision 5')
    expect(text).toContain(`\`\`\`sh\n${command}\n\`\`\`\n\n2026-03-01 02:06:31Z: succeeded · 200 · 41 ms (entry`)
    expect(text).toContain('| Pods | revision 7, 2 pods | revision 8 (template of 5), 2 pods |')
    expect(text).toContain('| Error ratio | 7.8 %, limit 5 % | 0.1 % since 02:07 |')
    expect(text).toContain('| P95 latency | not measured | unknown: no requests |')
    expect(text).toContain('| Pods ready | _not recorded_ | _not recorded_ |')
    expect(text).toContain('```diff\n-   image: shop/checkout:7\n+   image: shop/checkout:`5`\n```')
    expect(text).not.toContain('containers:')
    expect(text).toContain('Result: Recovered, proved 2 min after approval')
    expect(text).toContain('- Title of errorRatio: **yes**, seen 2026-03-01 02:06:31Z. 0.1 % since 02:07')
    expect(text).toContain('- Title of latency: **unknown** (not needed for the proof), seen')
  })

  it('has one limit before, also where the row of the act waits, and says what part of the requests was whose', () => {
    const { body, ...rest } = planned()
    const shares = (primary: number) => [
      { label: 'primary', value: primary, detail: '', tone: 'good' },
      { label: 'checkout', value: 100 - primary, detail: '', tone: 'bad' }
    ]
    const traffic = { kind: 'shares', title: 'Traffic', unit: '%', before: shares(90), after: shares(100) }
    const text = done([
      verdict(judgement('errorRatio', 'waits', '36.6 %, limit 5 %'), {
        ...judgement('errorRatio', 'fires', '36.6 %, limit 1 %'),
        level: 'prepare'
      }),
      { ...rest, body: { ...body, plan: { ...(body['plan'] as object), changes: [traffic] } } },
      confirmed(),
      intended(),
      answered()
    ])
    expect(text).toContain('| Error ratio | 36.6 %, limit 5 % |')
    expect(text).toContain('| Traffic | primary, 90 %; checkout, 10 % | primary, 100 %; checkout, 0 % |')
  })

  it('has nothing after of a step that was never sent, and names it', () => {
    const { body, ...rest } = confirmed()
    const steps = [
      { id: 'hold', kind: 'do', title: 'Hold the Application', expectedMs: 500 },
      { id: 'undo', kind: 'do', title: 'Put checkout back', expectedMs: 500 }
    ]
    const inHold = (one: JournalRecord): JournalRecord => ({ ...one, body: { ...one.body, stepId: 'hold' } })
    const records = [planned(), { ...rest, body: { ...body, steps } }, inHold(intended()), inHold(answered())]
    const end = record('settled', { runId: 'r', outcome: 'cancelled', proved: false, text: 'cleo has taken it over' })
    const text = done([...records, end])
    expect(text).toContain('Not sent: Put checkout back.')
    expect(text).not.toContain('template of 5')
    expect(text).not.toContain('```diff')
    expect(text).toContain('Result: cleo has taken it over')
  })

  it('takes no planned value for what is where a step has no known end, and names that first as left behind', () => {
    const plan = planned()
    const { body, ...rest } = confirmed()
    const steps = [
      { id: 'enable', kind: 'do', title: 'Enable north', expectedMs: 500 },
      { id: 'move', kind: 'do', title: 'Take west offline', expectedMs: 500 }
    ]
    const of = (stepId: string, one: JournalRecord): JournalRecord => ({
      ...one,
      body: { ...one.body, stepId, attemptId: stepId, ...(one.kind === 'intent' ? { command: `az ${stepId}` } : {}) }
    })
    const records = [
      plan,
      { ...rest, body: { ...body, steps } },
      of('enable', intended()),
      of('enable', answered()),
      of('move', intended()),
      of('move', record('accepted', { runId: 'r', text: 'az move: accepted' }))
    ]
    const text = done(records)
    expect(text).toContain('2026-03-01 02:06:31Z: accepted; no end recorded so far (entry')
    expect(text).toContain('What became of it is not recorded: Take west offline.')
    expect(text).toContain('| Pods | revision 7, 2 pods | planned, not proved: revision 8 (template of 5), 2 pods |')
    expect(text).not.toContain('```diff')
    expect(text).toContain('Result: _not recorded_')
    expect(leftBehind(records)[0]).toMatch(
      /^## Left behind\n\n- \*\*Open\*\*: begun at 2026-03-01 02:06:31Z: az move\. It was accepted, and its end is not recorded/
    )
    const ended = [...records, of('move', answered())]
    expect(leftBehind(ended)).toEqual([])
    expect(done(ended)).toContain('| Pods | revision 7, 2 pods | revision 8 (template of 5), 2 pods |')
  })

  it('says what is not known: an attempt without an answer, a change without a proof', () => {
    const text = done([planned(), confirmed(), intended()])
    expect(text).toContain('no answer recorded')
    expect(text).toContain('Result: _not recorded_')
    expect(done([planned(), confirmed(), intended(), answered()])).toContain('Result: No proof is recorded.')
    expect(done([planned(), confirmed(), intended(), answered('r', 'conflict')])).toMatch(
      /^Result: kubectl .*: conflict$/m
    )
  })

  it.each(['conflict', 'failed', 'noChange', 'cancelled'])('shows no change when the outcome is %s', (outcome) => {
    const text = done([planned(), confirmed(), intended(), answered('r', outcome)])
    expect(text).toContain('Nothing was changed.')
    expect(text).toContain(`2026-03-01 02:06:31Z: ${outcome} ·`)
    expect(text).toContain('This changed nothing.')
    expect(text).not.toContain('| Pods | revision')
    expect(text).not.toContain('```diff')
  })

  it('shows a change that may have been made as one that is not known', () => {
    for (const records of [
      [planned(), confirmed(), intended()],
      [planned(), confirmed(), intended(), answered('r', 'unknown')]
    ]) {
      const text = done(records)
      expect(text).not.toContain('Nothing was changed.')
      const doubt = text.indexOf('It is not known whether this change was made. If it was:')
      expect(doubt).toBeGreaterThan(-1)
      expect(text.indexOf('| Pods | revision')).toBeGreaterThan(doubt)
      expect(text.indexOf('```diff')).toBeGreaterThan(doubt)
    }
    expect(done([planned(), confirmed(), intended(), answered()])).not.toContain('not known')
  })

  it('says that nothing was sent when the approval was taken back', () => {
    const text = done([
      planned(),
      confirmed(),
      record('note', { runId: 'r', outcome: 'cancelled', text: 'Cancelled before anything was sent' })
    ])
    expect(text).toContain('Nothing was changed.')
    expect(text).toContain('Nothing was sent.\n\nResult: Cancelled before anything was sent')
    expect(text).not.toContain('| Pods | revision')
  })

  it('tells every rollback of the incident', () => {
    const text = done([
      planned(),
      confirmed('first'),
      intended('first'),
      answered('first'),
      record('reconcile', { runId: 'first', proved: false, text: 'Not proved 10 min after approval' }),
      confirmed('second'),
      intended('second'),
      answered('second'),
      record('reconcile', { runId: 'second', proved: true, text: 'Recovered, proved 2 min after approval' })
    ])
    expect(text.match(/^### Roll back/gm)).toHaveLength(2)
    expect(text.indexOf('Not proved')).toBeLessThan(text.indexOf('Recovered'))
  })

  it('takes the title from an intent whose plan is not among the records', () => {
    const intent = record('intent', {
      runId: 'r',
      attemptId: 'r-1',
      command,
      request,
      subject: { title: 'Roll back to 5' }
    })
    expect(done([intent])).toContain('### Roll back to 5')
  })
})
