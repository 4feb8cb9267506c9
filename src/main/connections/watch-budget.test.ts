import { expect, it } from 'vitest'
import { readingLimits } from '../lib/reading-limits.ts'
import { createWatchBudget } from './watch-budget.ts'

function budget() {
  let ms = 0
  const made = createWatchBudget('server', () => ms)
  return {
    take: (bytes: number) => made.take(bytes),
    takePiece: () => made.takePiece(),
    pass: (more: number) => void (ms += more)
  }
}

it('takes a burst, and as many a second for ever', () => {
  const { take, pass } = budget()
  for (let count = 0; count < readingLimits.eventsAtOnce; count += 1) take(100)
  for (let second = 0; second < 100; second += 1) {
    pass(1_000)
    for (let count = 0; count < readingLimits.eventsPerSecond; count += 1) take(100)
  }
  expect(() => take(100)).toThrow(/more than 1,000 changes a second; what changes between two lists is left out/)
})

it('counts bytes, too', () => {
  const { take, pass } = budget()
  for (let count = 0; count < 8; count += 1) take(readingLimits.eventBytes)
  expect(() => take(1)).toThrow(/more than 8 MiB a second/)
  pass(1_000)
  take(readingLimits.eventBytes)
})

it('counts the pieces that it comes in, whatever is in them', () => {
  const { takePiece, pass } = budget()
  for (let count = 0; count < readingLimits.watchPiecesAtOnce; count += 1) takePiece()
  expect(() => takePiece()).toThrow(/more than 8,000 pieces a second/)
  pass(1_000)
  for (let count = 0; count < 7_000; count += 1) takePiece()
})
