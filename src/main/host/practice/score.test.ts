import { expect, test } from 'vitest'
import catalog from '../../../../resources/drills/scenarios.json' with { type: 'json' }
import { exercises, type Exercise } from './exercises.ts'
import { debriefOf, type PlayedDrill } from './score.ts'

const scenarios: readonly {
  readonly id: string
  readonly levers: readonly string[]
  readonly expects: { readonly lever: string | null }
}[] = catalog

const exercise = (id: string): Exercise => {
  const found = exercises.find((each) => each.id === id)
  if (!found) throw new Error(`no exercise ${id}`)
  return found
}

const report = (errors: number, harmSeconds: number) => ({
  scenario: 'bad-deploy',
  seed: 7,
  userErrors: { during: { requests: 9_000, errors } },
  harmSeconds
})

const truth = {
  namespace: 'shop',
  deployment: 'checkout',
  failing: ['checkout-next'],
  revisions: [
    { revision: 4, formerRevisions: [2], good: true },
    { revision: 3, formerRevisions: [], good: false }
  ]
}

const played = (change: Partial<PlayedDrill>): PlayedDrill => ({
  exercise: exercise('bad-deploy'),
  next: exercise('healthy'),
  before: report(4_000, 400),
  after: report(5_000, 500),
  truth,
  decidedInSeconds: 41.4,
  approved: true,
  moves: [{ runId: 'r', service: 'checkout', did: 'Rolled back', toRevision: 2, proved: true }],
  recommended: 'abort the canary',
  leftOpen: null,
  hints: 1,
  ended: 'proved',
  ...change
})

test('each exercise is a scenario that asks for no lever that there is not, and none gives its answer away', () => {
  for (const { id } of exercises) {
    const scenario = scenarios.find((one) => one.id === id)
    const lever = scenario?.expects.lever
    expect(lever === null || (lever !== undefined && scenario?.levers.includes(lever)), id).toBe(true)
  }
  expect(exercises.map(({ id }) => id).toSorted()).toEqual(scenarios.map(({ id }) => id).toSorted())
  expect(new Set(exercises.map(({ view }) => view.title)).size).toBe(exercises.length)
  for (const { id, view, briefing, hints, teaches, tempts } of exercises) {
    expect([view.title, view.about, teaches, tempts].map((text) => text !== '')).toEqual([true, true, true, true])
    expect(hints.length).toBeGreaterThan(1)
    // What it is found by is never shown.
    expect(`${view.title} ${view.about}`).not.toContain(id)
    expect(briefing).toMatch(/\{time\}[^]*\{namespace\}|\{namespace\}[^]*\{time\}/)
  }
})

test('what was lost counts from the briefing, and is held against a swift decision', () => {
  expect(debriefOf(played({}))).toMatchObject({
    seed: 7,
    decidedInSeconds: 41,
    lost: 1_000,
    bestLost: 600,
    hints: 1,
    wrongTurns: [],
    next: { title: 'A worried colleague' }
  })
  expect(debriefOf(played({ after: report(4_200, 420) }))).toMatchObject({ lost: 200, bestLost: 200 })
  expect(debriefOf(played({ after: null }))).toMatchObject({ lost: null, bestLost: null })
})

test.each([
  [
    { moves: [{ runId: 'r', service: 'checkout', did: 'Rolled back', toRevision: 3, proved: false }] },
    ['Rolled back: checkout to revision 3, which was bad as well']
  ],
  [
    { moves: [{ runId: 'r', service: 'cart', did: 'Aborted', toRevision: null, proved: false }] },
    ['Aborted: cart, which was not what failed']
  ],
  [{ exercise: exercise('healthy') }, ['Rolled back: checkout, where nothing had to be changed']],
  [{ exercise: exercise('colleague-undo') }, ['Rolled back: checkout, where nothing had to be changed']],
  [{ moves: [{ runId: 'r', service: 'checkout-next', did: 'Drained', toRevision: null, proved: true }] }, []],
  [{ ended: 'stopped' as const, moves: [], after: report(4_000, 400) }, ['users were not served well']],
  [{ ended: 'stopped' as const, moves: [] }, ['it would have helped to abort the canary']],
  [{ ended: 'stopped' as const }, ['without a proof']],
  [{ exercise: exercise('healthy'), moves: [], ended: 'stopped' as const }, []],
  [{ exercise: exercise('no-metrics'), ended: 'stopped' as const }, []]
])('wrong turns of %j', (change, said) => {
  const { wrongTurns } = debriefOf(played(change))
  expect(wrongTurns).toEqual(said.map((text) => expect.stringContaining(text)))
})

test('a way back to what had hurt users is a wrong turn, whatever the lever; one that takes a wrong turn back is none', () => {
  const move = { service: 'checkout', toRevision: null, proved: true }
  const restored = { ...move, runId: 'a', did: 'Restored' }
  const undone = { ...move, runId: 'b', did: 'Undone', proved: false, takesBack: restored }
  const again = { ...move, runId: 'c', did: 'Restored again', takesBack: undone }
  const elsewise = { ...move, runId: 'd', did: 'Aborted' }
  const turns = (...moves: PlayedDrill['moves']) => debriefOf(played({ moves })).wrongTurns
  expect(turns(restored, undone)).toEqual(['Undone: checkout, back to what had hurt users.'])
  expect(turns(restored, undone, again)).toHaveLength(1)
  // What led users away is taken back once what failed is put right, and where they are well with it.
  expect(turns(restored, elsewise, undone)).toEqual([])
  expect(turns(restored, { ...undone, proved: true })).toEqual([])
})
