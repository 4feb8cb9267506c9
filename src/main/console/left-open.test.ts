import { expect, it } from 'vitest'
import type { EnvironmentView, Run, Verdict } from '../../contract/index.ts'
import { createFeedHub } from './feeds.ts'
import { initialFeeds } from './initial-feeds.ts'
import { createLeftOpen } from './left-open.ts'
import { place, ref } from './testing/keeper-stage.ts'

const at = new Date('2026-03-01T02:10:00Z')
const [east, west] = [place('east').environment, place('west').environment]

function stage(verdict: Partial<Verdict>, run: Partial<Run> | null = null) {
  const shell = { environment: null, links: [], record: null }
  const feeds = createFeedHub(initialFeeds(shell as unknown as Parameters<typeof initialFeeds>[0], ''))
  feeds.set('verdict', verdict as Verdict)
  feeds.set('run', run as Run | null)
  return createLeftOpen(feeds)
}

it('reminds of a service that asked for action until it is opened again, in another cluster only', () => {
  const left = stage({ level: 'rollBack', lead: 'Roll back now.' })
  left.leave(ref, east, at)
  expect(left.seenFrom(east)).toBeNull()
  expect(left.seenFrom(null)).toBeNull()
  const { id, name, kind } = east
  expect(left.seenFrom(west)).toEqual({
    ref,
    environment: { id, name, kind },
    lead: 'Roll back now.',
    at: at.toISOString()
  })
  left.enter({ ...ref, name: 'cart' }, east)
  left.enter(ref, west)
  expect(left.seenFrom(west)).not.toBeNull()
  left.enter(ref, east)
  expect(left.seenFrom(west)).toBeNull()
})

it.each<[string, Partial<Verdict>, Partial<Run> | null, EnvironmentView]>([
  ['what was well', { level: 'hold' }, null, east],
  ['what is still being proved, which is told of by itself', { level: 'rollBack' }, { state: 'verifying' }, east],
  ['a drill', { level: 'rollBack' }, null, { ...east, kind: 'drill' }]
])('does not remind of %s', (_what, verdict, run, environment) => {
  const left = stage(verdict, run)
  left.leave(ref, environment, at)
  expect(left.seenFrom(west)).toBeNull()
})
