import { expect, it } from 'vitest'
import type { WatchView } from '../../../contract/index.ts'
import { nothingToDo as calm } from '../../fixtures/decision.ts'
import { healthy as service } from '../../fixtures/service.ts'
import { shell } from '../../fixtures/shell.ts'
import { holding } from '../../fixtures/watches.ts'
import * as runs from '../../fixtures/runs.ts'
import { watchOffer } from './watch-offer.ts'

const startedAt = '2026-03-01T02:13:00.000Z'
const change = { revision: 43, templateOf: 41, by: 'kubectl', startedAt, cleanAt: startedAt, forMs: 1_800_000 }
const seen = { shell, service, verdict: { ...calm, changedBack: change }, run: null, watches: [] }
const offered = { ref: service.ref, forMs: 1_800_000 }

function ended(how: 'held' | 'stopped', of = startedAt): WatchView {
  return { ...holding, runId: null, change: { startedAt: of, text: '' }, end: { at: startedAt, how, text: '' } }
}

it('is there after a change that somebody else took back', () => {
  expect(watchOffer(seen)).toEqual(offered)
  expect(watchOffer({ ...seen, watches: [ended('stopped')] })).toEqual(offered)
  expect(watchOffer({ ...seen, watches: [ended('held', '2026-03-01T01:00:00.000Z')] })).toEqual(offered)
})

it('is not there where nothing is to be watched, what we did has the screen, or it is watched or was', () => {
  expect(watchOffer({ ...seen, verdict: calm })).toBeNull()
  expect(watchOffer({ ...seen, run: runs.proved })).toBeNull()
  expect(watchOffer({ ...seen, watches: [holding] })).toBeNull()
  expect(watchOffer({ ...seen, watches: [ended('held')] })).toBeNull()
})
