import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Run } from '../../contract/index.ts'
import { levers } from '../levers/registry.ts'
import type { JournalRecord } from '../ports/journal.ts'
import { checklistView } from './checklist-view.ts'
import { fillCommands, toFillIn } from './fill-commands.ts'
import { loadRunbooks, readRunbook } from './load-runbooks.ts'
import { progressOf } from './progress.ts'
import { procedureFor } from './procedure-for.ts'
import { proofTicks } from './proof-ticks.ts'

const shipped = loadRunbooks(resolve(import.meta.dirname, '../../../resources/runbooks'))
const values = {
  context: 'prod',
  namespace: 'shop',
  service: 'checkout',
  workload: 'deployment/checkout',
  revision: '4',
  selector: 'app=checkout'
}
const live = {
  verdict: null,
  plan: null,
  lever: null,
  watch: null,
  run: null,
  now: '2026-03-01T00:00:00Z',
  isOver: false,
  readOut: null
}

function record(kind: string, body: Record<string, unknown>): JournalRecord {
  return { seq: 0, t: '2026-03-01T00:00:00Z', kind, body }
}

describe('the shipped procedure', () => {
  it('is valid and holds the whole of a rollback', () => {
    expect(shipped.problems).toEqual([])
    expect(shipped.runbooks[0]?.tasks.map(({ id }) => id)).toEqual(
      expect.arrayContaining([
        'what-changed',
        'read-revision',
        'undo',
        'watch-rollout',
        'pods-running',
        'errors-in-logs',
        'error-ratio',
        'watch'
      ])
    )
  })

  it('is there for each lever, once', () => {
    const named = shipped.runbooks.flatMap(({ levers: of }) => of)
    expect([...named].toSorted()).toEqual([...new Set(named)].toSorted())
    // A rehearsal changes nothing that users see, and is no procedure of an incident.
    expect([...levers.keys()].filter((id) => !named.includes(id))).toEqual(['regionRehearsal'])
  })

  it('never undoes without a pinned revision', () => {
    const commands = shipped.runbooks.flatMap(({ tasks }) => tasks.flatMap((task) => task.commands))
    const undos = commands.filter((command) => command.includes('rollout undo'))
    expect(undos.length).toBeGreaterThan(0)
    expect(undos.every((command) => command.includes('--to-revision='))).toBe(true)
  })
})

describe('mistakes in a procedure', () => {
  it.each([
    ['an unknown key', 'id: a\ntitle: A\ntasks:\n  - id: b\n    phase: P\n    title: T\n    colour: red\n', 4],
    ['a wrong action', 'id: a\ntitle: A\ntasks:\n  - id: b\n    phase: P\n    title: T\n    action: run\n', 7],
    [
      'an unknown placeholder',
      'id: a\ntitle: A\ntasks:\n  - id: b\n    phase: P\n    title: T\n    commands:\n      - get {pod}\n',
      8
    ],
    [
      'an id used twice',
      'id: a\ntitle: A\ntasks:\n  - {id: b, phase: P, title: T}\n  - {id: b, phase: P, title: T}\n',
      5
    ],
    ['broken YAML', 'id: a\ntitle: "A\ntasks: []\n', 2]
  ])('names the line of %s', (_what, text, line) => {
    const { runbook, problems } = readRunbook(text, 'mine.yaml')
    expect(runbook).toBeNull()
    expect(problems[0]).toMatchObject({ file: 'mine.yaml' })
    expect(problems[0]?.line).toBeGreaterThanOrEqual(line)
    expect(problems[0]?.line).toBeLessThanOrEqual(line + 2)
  })
})

describe('commands', () => {
  it('are filled in for the service', () => {
    expect(
      fillCommands(
        ['kubectl --context {context} -n {namespace} rollout undo deployment/{service} --to-revision={revision}'],
        values
      )
    ).toEqual(['kubectl --context prod -n shop rollout undo deployment/checkout --to-revision=4'])
  })

  it('are left out while a value is missing', () => {
    expect(fillCommands(['undo --to-revision={revision}', 'get {service}'], { service: 'checkout' })).toEqual([
      'get checkout'
    ])
  })

  it('keep a hostile name inside one argument', () => {
    expect(fillCommands(['get deployment/{service}'], { service: "x; rm -rf ~ '" })).toEqual([
      `get 'deployment/x; rm -rf ~ '\\'''`
    ])
  })
})

describe('the checklist', () => {
  const [runbook] = shipped.runbooks
  if (!runbook) throw new Error('no procedure is shipped')
  const view = (records: readonly JournalRecord[]) =>
    checklistView({ runbook, progress: progressOf(records), values, live })

  it('moves on to the first open task, and back when a tick is taken away', () => {
    const [first, second] = runbook.tasks
    const done = record('task', { taskId: first?.id, state: 'doneElsewhere' })
    expect(view([]).tasks[0]).toMatchObject({ state: 'now', doneAt: null })
    expect(view([done]).tasks.slice(0, 2)).toMatchObject([
      { state: 'doneElsewhere', doneAt: done.t },
      { id: second?.id, state: 'now' }
    ])
    expect(view([done, record('task', { taskId: first?.id, state: 'todo' })]).tasks[0]).toMatchObject({ state: 'now' })
  })

  it('does not tick what asks for the good revision after a plan to one that is known to be bad', () => {
    const after = (tone: string) => ({
      id: 'plan-1',
      changes: [{ kind: 'shares', after: [{ label: 'revision 5', value: 4, detail: '', tone }] }]
    })
    const check = { name: 'outcome', status: 'True', observedAt: '2026-03-01T00:00:00Z', evidence: '', title: '' }
    const run = { id: 'run-1', state: 'settled', proved: false, checks: [check], attempts: [], attested: null } as const
    const bad = { ...run, outcome: 'succeeded', words: { title: 'Roll back cart to revision 5' } } as unknown as Run
    const said = (tone: string) => {
      const progress = progressOf([
        record('plan', { plan: after(tone) }),
        record('confirm', { planId: 'plan-1', runId: 'run-1', lever: 'deploymentRollback' })
      ])
      const { tasks } = checklistView({ runbook, progress, values, live: { ...live, run: bad } })
      const task = tasks.find(({ id }) => id === 'undo')
      const ticks = proofTicks(runbook.tasks, progress, bad).map(({ taskId }) => taskId)
      return [task?.state === 'done', task?.hint, ticks.includes('undo')]
    }
    expect(said('good')).toEqual([true, '', true])
    expect(said('bad')).toEqual([false, 'Ended without proof: Roll back cart to revision 5, known to be bad', false])
  })

  it('takes the tick of the earlier values back when the way back to those that hurt users is approved', () => {
    const restore = shipped.runbooks.find(({ id }) => id === 'restore-configuration') as typeof runbook
    const ofValues = (runId: string) =>
      record('check', { runId, check: { name: 'values', status: 'True', observedAt: '' } })
    const first = [record('plan', { plan: { id: 'plan-1' } }), record('confirm', { planId: 'plan-1', runId: 'run-1' })]
    const guards = [{ id: 'comesBack', status: 'warning', text: '' }]
    const back = [
      record('plan', { plan: { id: 'plan-2', guards } }),
      record('confirm', { planId: 'plan-2', runId: 'run-2' })
    ]
    const isDone = (...records: readonly JournalRecord[]) =>
      checklistView({ runbook: restore, progress: progressOf(records), values, live }).tasks.find(
        ({ id }) => id === 'put-back'
      )?.doneAt !== null
    expect(isDone(...first, ofValues('run-1'))).toBe(true)
    expect(isDone(...first, ofValues('run-1'), ...back, ofValues('run-2'))).toBe(false)
  })

  it('has no watch in an incident that is over, unless it was watched then', () => {
    const over = (records: readonly JournalRecord[]) =>
      checklistView({ runbook, progress: progressOf(records), values, live: { ...live, isOver: true } }).tasks
    const watch = shipped.runbooks[0]?.tasks.find(({ action }) => action === 'watch')?.id ?? ''
    expect(over([]).map(({ id }) => id)).not.toContain(watch)
    const ticked = record('task', { taskId: watch, state: 'done' })
    expect(over([ticked]).find(({ id }) => id === watch)).toMatchObject({ state: 'done' })
  })

  it('is ticked by a check that came out True, unless the operator says otherwise', () => {
    const check = {
      name: 'pods',
      title: '',
      status: 'True',
      blocks: false,
      evidence: '',
      observedAt: '2026-03-01T01:00:00Z'
    } as const
    const run = { state: 'settled', attempts: [], checks: [check] } as unknown as Run
    const stateOf = (records: readonly JournalRecord[]) =>
      checklistView({
        runbook,
        progress: progressOf(records),
        values,
        live: { ...live, run }
      }).tasks.find(({ id }) => id === 'pods-running')
    expect(stateOf([])).toMatchObject({ state: 'done', doneAt: check.observedAt })
    expect(stateOf([record('task', { taskId: 'pods-running', state: 'todo' })])).toMatchObject({ doneAt: null })
  })

  it('stays ticked by what the journal says was proved, until another rollback is approved', () => {
    const check = {
      name: 'pods',
      title: '',
      status: 'True',
      blocks: false,
      evidence: '',
      observedAt: '2026-03-01T01:00:00Z'
    }
    const proved = [
      record('confirm', {}),
      record('check', { check }),
      record('reconcile', { proved: true, watchUntil: '2026-03-01T00:20:00Z' })
    ]
    const task = (id: string, records: readonly JournalRecord[]) => view(records).tasks.find((each) => each.id === id)
    expect(task('pods-running', proved)).toMatchObject({ state: 'done', doneAt: check.observedAt })
    expect(task('watch', proved)?.hint).toBe('20 min left')
    const again = [...proved, record('confirm', {})]
    expect(task('pods-running', again)).toMatchObject({ doneAt: null })
    expect(task('watch', again)?.hint).toBe('')
  })

  it('begins anew with another action: nothing of the one before stands as done for it, whenever that ends', () => {
    const check = { name: 'pods', title: '', status: 'True', blocks: false, evidence: '', observedAt: 'earlier' }
    const old = { id: 'old', state: 'settled', attempts: [], checks: [check] } as unknown as Run
    const records = [
      record('confirm', { runId: 'old' }),
      record('task', { taskId: 'channel-open', state: 'done' }),
      record('task', { taskId: 'undo', state: 'done' }),
      record('task', { provedIn: 'old', taskId: 'pods-running', check: 'pods', state: 'done', observedAt: 'earlier' }),
      record('confirm', { runId: 'new' }),
      // Overtaken by the new one, and written down after it.
      record('check', { runId: 'old', check }),
      record('settled', { runId: 'old', proved: false, watchUntil: '2026-03-01T00:20:00Z' })
    ]
    const done = (run: Run | null, more: readonly JournalRecord[] = []) => {
      const progress = progressOf([...records, ...more])
      const { tasks } = checklistView({ runbook, progress, values, live: { ...live, run } })
      return tasks.filter(({ doneAt }) => doneAt !== null).map(({ id, doneAt }) => `${id} ${doneAt}`)
    }
    const channel = 'channel-open 2026-03-01T00:00:00Z'
    expect(done(null)).toEqual([channel])
    expect(done(old), 'still shown').toEqual([channel])
    const later = { ...old, id: 'new', checks: [{ ...check, observedAt: 'later' }] } as unknown as Run
    expect(done(later)).toEqual([channel, 'pods-running later'])
    expect(proofTicks(runbook.tasks, progressOf(records), later)).toMatchObject([{ provedIn: 'new', state: 'done' }])
    const said = record('task', { taskId: 'undo', state: 'doneElsewhere' })
    expect(done(null, [said])).toEqual([channel, 'undo 2026-03-01T00:00:00Z'])
  })

  it('is ticked by the word of whoever vouched for what was not measured, and says so', () => {
    const check = (status: string) =>
      record('check', { check: { name: 'errorRatio', status, title: '', evidence: '' } })
    const attest = record('attest', { operator: 'mira', note: 'seen in Grafana' })
    const task = (...records: readonly JournalRecord[]) =>
      view([record('confirm', {}), ...records]).tasks.find(({ id }) => id === 'error-ratio')
    const says = 'vouched for by mira, not measured'
    expect(task(check('Unknown'), attest)).toMatchObject({ state: 'done', doneAt: attest.t, hint: says })
    expect(task(check('Unknown'))).toMatchObject({ doneAt: null })
    expect(task(check('False'), attest), 'nobody vouches against a measure').toMatchObject({ doneAt: null })
    expect(task(check('Unknown'), attest, record('resume', {})), 'measured again').toMatchObject({ doneAt: null })
  })

  it('shows a tick at the time of the first proof, and none while the check is False', () => {
    const check = (status: string, observedAt: string) => ({
      name: 'pods',
      title: '',
      status,
      evidence: 'e',
      observedAt
    })
    const run = (...seen: readonly ReturnType<typeof check>[]) =>
      ({ id: 'r', state: 'verifying', checks: seen }) as unknown as Run
    const [early, late] = ['2026-03-01T01:00:00Z', '2026-03-01T02:00:00Z']
    const proved = progressOf([
      record('confirm', { runId: 'r' }),
      record('task', { taskId: 'pods-running', check: 'pods', state: 'done', observedAt: early }),
      record('check', { check: check('True', late) })
    ])
    const doneAt = (seen: Run | null) =>
      checklistView({ runbook, progress: proved, values, live: { ...live, run: seen } }).tasks.find(
        ({ id }) => id === 'pods-running'
      )?.doneAt
    expect([null, run(), run(check('True', late)), run(check('Unknown', late))].map(doneAt)).toEqual(
      Array(4).fill(early)
    )
    expect(doneAt(run(check('False', late)))).toBeNull()
  })

  it('is written down once a check comes out, of the run that was approved last and nowhere else', () => {
    const seen = {
      id: 'r',
      checks: [{ name: 'pods', status: 'True', evidence: '4 of 4', observedAt: 'at' }]
    } as unknown as Run
    const begun = [record('confirm', { runId: 'r' })]
    const ticks = (records: readonly JournalRecord[], run: Run | null = seen) =>
      proofTicks(runbook.tasks, progressOf(records), run).map(({ taskId, state }) => `${taskId} ${state}`)
    expect(ticks(begun)).toEqual(['pods-running done'])
    expect(ticks(begun, null)).toEqual([])
    expect(ticks([record('confirm', { runId: 'q' })])).toEqual([])
    const done = record('task', { taskId: 'pods-running', check: 'pods', state: 'done', observedAt: 'at' })
    expect(ticks([...begun, done])).toEqual([])
    expect(ticks([...begun, record('task', { taskId: 'pods-running', state: 'todo' })])).toEqual([])
  })

  it('is ticked by what stands for its check where a lever proves otherwise, and by all of several services', () => {
    const check = (name: string, status: string, observedAt: string, covers: readonly string[]) => ({
      name,
      status,
      evidence: '',
      observedAt,
      covers
    })
    const ticked = (...checks: readonly unknown[]) => {
      const run = { id: 'r', checks } as unknown as Run
      return proofTicks(runbook.tasks, progressOf([record('confirm', { runId: 'r' })]), run).map(
        ({ taskId, observedAt }) => `${taskId} ${observedAt}`
      )
    }
    const all = ['outcome', 'rollout', 'pods', 'errorRatio']
    const cart = check('proof cart', 'True', '1', all)
    expect(ticked(cart, check('proof search', 'True', '2', all))).toEqual([
      'undo 2',
      'watch-rollout 2',
      'pods-running 2',
      'error-ratio 2'
    ])
    expect(ticked(cart, check('proof search', 'Unknown', '2', all))).toEqual([])
    expect(
      ticked(check('phase', 'True', '1', ['outcome', 'rollout']), check('primary', 'True', '1', ['pods']))
    ).toEqual(['undo 1', 'watch-rollout 1', 'pods-running 1'])
  })

  it('takes names from outside as names', () => {
    const odd = ['__proto__', 'constructor', 'toString'].flatMap((taskId) => [
      record('task', { taskId, state: 'done' }),
      record('note', { taskId, text: 'x' }),
      record('check', { check: { name: taskId, status: 'True', observedAt: 'at' } })
    ])
    expect(view([...odd, record('check', {})])).toEqual(view([]))
  })

  it('says at the rollback how it stands', () => {
    const hint = (facts: object) =>
      checklistView({ runbook, progress: progressOf([]), values, live: { ...live, ...facts } }).tasks.find(
        ({ action }) => action === 'plan'
      )?.hint
    expect(hint({})).toBe('')
    expect(hint({ lever: 'needsChoice' })).toBe('Waiting for your choice of a revision')
    expect(hint({ lever: 'refused' })).toBe('Refused')
    const plan = { words: { title: 'Abort the canary checkout' } }
    expect(hint({ lever: 'recommended', plan })).toBe('Plan ready, waiting for approval: Abort the canary checkout')
    expect(hint({ plan, run: { state: 'verifying', checks: [] } })).toBe('Running')
    expect(hint({ run: { state: 'settled', outcome: 'conflict', proved: false, attempts: [], checks: [] } })).toBe(
      'Not applied: plan again'
    )
    const cancelled = { state: 'settled', outcome: 'cancelled', proved: false, checks: [] }
    expect(hint({ run: { ...cancelled, attempts: [] } })).toBe('Cancelled, nothing was sent')
    const steps = [{ id: 'a', kind: 'do', state: 'done' }]
    const attempts = [{ stepId: 'a', outcome: 'succeeded' }]
    expect(hint({ run: { ...cancelled, attempts, steps } })).toBe('Not waited for, not proved')
    const halfWay = { ...cancelled, attempts, steps: [...steps, { id: 'b', kind: 'do', state: 'cancelled' }] }
    expect(hint({ run: halfWay })).toBe('Stopped half-way')
    const failure = { message: 'cleo on tower has taken checkout over.' }
    expect(hint({ run: { ...halfWay, failure } })).toBe('Stopped half-way: cleo on tower has taken checkout over.')
    expect(hint({ run: { state: 'waiting', checks: [], unanswered: { sinceAt: '', untilAt: '' } } })).toBe(
      'Waiting for the API server, which does not answer'
    )
    expect(hint({ run: { state: 'settled', outcome: 'succeeded', proved: true, checks: [] } })).toBe('Done and proved')
    const late = {
      state: 'settled',
      outcome: 'succeeded',
      proved: false,
      checks: [],
      attempts: [{ appliedLateAt: 'x' }]
    }
    expect(hint({ run: late })).toBe('Applied late, not proved')
  })

  it('keeps every note and ignores what is not about a task', () => {
    const records = [
      record('note', { taskId: 'undo', text: 'one' }),
      record('note', { text: 'no task' }),
      record('note', { taskId: 'undo', text: 'two' })
    ]
    expect(
      view(records)
        .tasks.find(({ id }) => id === 'undo')
        ?.notes.map(({ text }) => text)
    ).toEqual(['one', 'two'])
  })
})

it('ticks the report once it is saved, until somebody says otherwise', () => {
  const [runbook] = shipped.runbooks
  if (!runbook) throw new Error('no procedure is shipped')
  const report = (...records: readonly JournalRecord[]) =>
    checklistView({ runbook, progress: progressOf(records), values, live }).tasks.find(({ id }) => id === 'report')
  const saved = record('export', { path: '/tmp/incident.md', sha256: 'ab' })
  expect(report()?.doneAt).toBeNull()
  expect(report(saved)).toMatchObject({ state: 'done', doneAt: saved.t })
  expect(report(saved, record('task', { taskId: 'report', state: 'todo' }))?.doneAt).toBeNull()
})

describe('the command to read out while nothing can be planned', () => {
  const [runbook] = shipped.runbooks
  if (!runbook) throw new Error('no procedure is shipped')
  const { revision: _unknown, ...unknown } = values
  const undo = (readOut: { plannedAt: string | null; isKnown: boolean }, filled: Parameters<typeof fillCommands>[1]) =>
    checklistView({
      runbook,
      progress: progressOf([]),
      values: filled,
      live: { ...live, readOut: { ...readOut, lines: null } }
    }).tasks.find(({ id }) => id === 'undo')

  it('names the revision that was planned last, and how long ago', () => {
    const task = undo({ plannedAt: '2026-02-28T23:48:00Z', isKnown: true }, values)
    expect(task?.hint).toBe('Read the command out: planned 12 min ago')
    expect(task?.commands[0]).toContain('--to-revision=4')
  })

  it('leaves the revision to be filled in where none is known, so that it does not run as it is', () => {
    const task = undo({ plannedAt: null, isKnown: false }, { ...unknown, revision: toFillIn })
    expect(task?.hint).toBe('Read the command out, and fill in the revision')
    expect(task?.commands).toEqual([
      'kubectl --context prod -n shop rollout undo deployment/checkout --to-revision=<N>'
    ])
  })

  it('is what was planned last where the procedure has no command of its own', () => {
    const flagger = procedureFor(shipped.runbooks, { done: null, next: 'canaryAbort' })
    const abort = (lines: { text: string; plannedAt: string } | null) =>
      flagger &&
      checklistView({
        runbook: flagger,
        progress: progressOf([]),
        values,
        live: { ...live, readOut: { plannedAt: null, isKnown: false, lines } }
      }).tasks.find(({ id }) => id === 'abort')
    expect(abort({ text: 'kubectl a', plannedAt: '2026-02-28T23:48:00Z' })).toMatchObject({
      hint: 'Read out what was planned 12 min ago',
      commands: ['kubectl a']
    })
    expect(abort(null)).toMatchObject({ hint: 'Nothing was planned before; nothing can be now', commands: [] })
  })
})

describe('what was done', () => {
  const confirmed = (lever: string) => progressOf([record('confirm', { runId: 'r', lever })])
  const shownFor = (lever: string) => {
    const progress = confirmed(lever)
    const runbook = procedureFor(shipped.runbooks, { done: progress.lever, next: 'deploymentRollback' })
    if (!runbook) throw new Error('no procedure')
    const names = ['outcome', 'profile', 'rollout', 'weights', 'values', 'reconciler', 'suspension', 'gone']
    const checks = names.map((name) => ({
      name,
      title: '',
      status: 'True' as const,
      evidence: '',
      blocks: false,
      observedAt: '2026-03-01T00:01:00Z'
    }))
    const run = { id: 'r', checks, watchUntil: null } as unknown as Run
    const view = checklistView({ runbook, progress, values, live: { ...live, run } })
    const done = view.tasks.filter(({ state }) => state === 'done').map(({ id }) => id)
    const written = proofTicks(runbook.tasks, progress, run).map(({ taskId }) => taskId)
    return { title: view.title, subtitle: view.subtitle, done, written }
  }

  it('is followed by the procedure of its lever, and ticks no rollback', () => {
    expect(shownFor('regionFailover')).toMatchObject({
      title: 'Fail over a region',
      done: ['fail-over'],
      written: ['fail-over']
    })
    expect(shownFor('regionFailback')).toMatchObject({ title: 'Fail back a region', done: ['fail-back'] })
    expect(shownFor('deploymentRollback').done).toEqual(['undo', 'watch-rollout'])
  })

  it.each([
    ['canaryAbort', 'Abort a canary', 'abort'],
    ['canaryVerify', 'Abort a canary', 'abort'],
    ['canaryRestore', 'Bring back what was promoted before', 'bring-back'],
    ['trafficDrain', 'Move users off a version', 'move'],
    ['configRestore', 'Put configuration back', 'put-back'],
    ['gitopsSuspend', 'Hold or resume GitOps', 'hold-or-resume'],
    ['gitopsResume', 'Hold or resume GitOps', 'hold-or-resume'],
    ['canarySuspend', 'Suspend or resume a canary', 'suspend-or-resume'],
    ['canaryResume', 'Suspend or resume a canary', 'suspend-or-resume'],
    ['canaryDelete', 'Delete a canary, and keep what serves', 'delete']
  ])('has a procedure of its own for %s, whose task that plans is ticked by its proof', (lever, title, task) => {
    const shown = shownFor(lever)
    expect(shown.title).toBe(title)
    expect(shown.done).toContain(task)
  })

  it('says where there is no procedure for it, and does not tick what was not done', () => {
    expect(shownFor('anotherLever')).toEqual({
      title: 'Roll back one service',
      subtitle: expect.stringContaining('no procedure for what was done') as string,
      done: ['watch-rollout'],
      written: ['watch-rollout']
    })
  })

  it('is looked for by what comes next while nothing was done', () => {
    const idNext = (next: string | null) => procedureFor(shipped.runbooks, { done: null, next })?.id
    expect(idNext('regionFailover')).toBe('region-failover')
    expect(idNext('canarySuspend')).toBe('flagger-suspend')
    expect([idNext(null), idNext('anotherLever')]).toEqual(['deployment-rollback', 'deployment-rollback'])
  })
})
