import { expect, it } from 'vitest'
import type { Candidate, Touch } from './candidate.ts'
import { likeliestOf } from './likeliest.ts'
import { crossingOf } from './what-changed.ts'

const aroundAt = '2026-03-14T02:06:31.000Z'
const at = (minutesBefore: number): string => new Date(Date.parse(aroundAt) - minutesBefore * 60_000).toISOString()

function change(touch: Touch, minutesBefore: number): Candidate {
  const about = { kind: 'write', of: 'Thing', name: `${touch} ${minutesBefore}`, by: 'ann', git: '' } as const
  return { ...about, at: at(minutesBefore), what: '', diff: [], touch }
}

const started = [at(0.5)]

it.each<[string, readonly Candidate[], readonly string[], string | null]>([
  ['nothing', [], started, null],
  ['its own release', [change('release', 2), change('neighbour', 1)], started, 'release 2'],
  [
    'changed configuration before the restart that read it',
    [change('restart', 1), change('configAtStart', 1.1)],
    started,
    'configAtStart 1.1'
  ],
  [
    'the restart where no pod read the configuration',
    [change('restart', 3), change('configAtStart', 1)],
    [at(5)],
    'restart 3'
  ],
  [
    'mounted configuration, which needs no restart',
    [change('configMounted', 1), change('neighbour', 1)],
    [],
    'configMounted 1'
  ],
  [
    "somebody's edit of the routes just before, and not a release of half an hour ago",
    [change('route', 0.5), change('release', 30)],
    started,
    'route 0.5'
  ],
  [
    'a release just before, and not an edit of the routes of half an hour ago',
    [change('route', 30), change('release', 0.5)],
    started,
    'release 0.5'
  ],
  ['a step of Flagger', [change('trial', 1), change('canary', 20)], started, 'trial 1'],
  ['a drained node', [change('node', 2), change('neighbour', 1), change('job', 1)], started, 'node 2'],
  ['an autoscaler before another workload', [change('autoscaler', 4), change('neighbour', 4)], started, 'autoscaler 4'],
  ['a policy before its account', [change('policy', 2), change('account', 2)], started, 'policy 2'],
  ['a migration before any other Job', [change('migration', 2), change('job', 1)], started, 'migration 2'],
  ['the later one of two alike', [change('release', 2), change('release', 1)], started, 'release 1'],
  ['another workload where there is nothing else', [change('neighbour', 2)], started, 'neighbour 2'],
  ['nothing that came afterwards', [change('release', -1), change('route', -0.1)], started, null],
  [
    'nothing that Backout wrote, however near it is',
    [{ ...change('release', 1), by: 'kubectl-backout' }, { ...change('canary', 1), by: 'backout' }, change('node', 20)],
    started,
    'node 20'
  ],
  ['nothing that has nothing to do with it', [change('none', 1)], started, null],
  ['no other workload of an hour ago', [change('neighbour', 59)], started, null],
  ['nothing with a time that is none', [{ ...change('release', 1), at: 'yesterday' }], started, null]
])('is %s', (_, candidates, podStarts, expected) => {
  expect(likeliestOf(candidates, { aroundAt, podStarts })?.candidate.name ?? null).toBe(expected)
  expect(likeliestOf(candidates.toReversed(), { aroundAt, podStarts })?.candidate.name ?? null).toBe(expected)
})

it('says why', () => {
  expect(likeliestOf([change('configAtStart', 1)], { aroundAt, podStarts: started })?.why).toBe(
    'It came 1 min before: its pods read it as they start, and pods have started since.'
  )
  expect(likeliestOf([change('route', 0)], { aroundAt, podStarts: [] })?.why).toBe(
    'It came at the same moment: it says where requests to this service go.'
  )
})

it('looks back from the first crossing also when the trouble is over, and no longer than the window', () => {
  const now = Date.parse(at(0))
  expect(crossingOf(null, now)).toBeNull()
  expect(crossingOf({ firstCrossedAt: at(90), wasCrossedAt: at(90) }, now)).toBe(at(90))
  expect(crossingOf({ firstCrossedAt: null, wasCrossedAt: at(4) }, now)).toBe(at(4))
  expect(crossingOf({ firstCrossedAt: null, wasCrossedAt: at(61) }, now)).toBeNull()
  expect(crossingOf({ firstCrossedAt: null, wasCrossedAt: null }, now)).toBeNull()
})
