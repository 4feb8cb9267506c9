import { expect, it } from 'vitest'
import { alarm, begun, blind, holding, over } from '../../fixtures/watches.ts'
import { stretches } from './stretches.ts'

const leftMs = ({ forMs, watchedMs }: typeof holding) => forMs - watchedMs

it('are few, however long is watched', () => {
  expect(stretches(begun, leftMs(begun))).toEqual({ all: 30, passed: [{ kind: 'quiet', from: 0, to: 0.2 }] })
  expect(stretches(holding, leftMs(holding)).passed).toEqual([
    { kind: 'quiet', from: 0, to: 7 },
    { kind: 'noted', from: 7, to: 8 },
    { kind: 'quiet', from: 8, to: 18 }
  ])
  expect(stretches(alarm, leftMs(alarm)).passed.map(({ kind }) => kind)).toEqual(['quiet', 'alarm'])
})

it('make the whole longer by the time that did not count', () => {
  expect(stretches(blind, leftMs(blind)).all).toBeCloseTo(34)
  expect(stretches(over, 0).all).toBe(34)
})
