import { expect, it } from 'vitest'
import { wellSince, type LookTaken, type WellSince } from './well-since.ts'

const look = (at: number, isWell = true, took = 1): LookTaken => {
  return { beganMs: (at - took) * 1_000, endedMs: at * 1_000, isWell }
}

function after(looks: readonly LookTaken[], speed = 1): number | null {
  const last = looks.reduce<WellSince | null>((before, one) => wellSince(before, one, speed), null)
  return last?.sinceMs ?? null
}

it('counts from the first look of a row without a break', () => {
  expect(after([look(10), look(16), look(22)])).toBe(10_000)
})

it('begins anew after a look that found something', () => {
  expect(after([look(10), look(16, false), look(22), look(28)])).toBe(22_000)
  expect(after([look(10), look(16, false)])).toBeNull()
})

it('begins anew where nobody looked for a while, and where one look took so long', () => {
  expect(after([look(10), look(1_210)])).toBe(1_210_000)
  expect(after([look(10), look(1_210, true, 1_199)])).toBeNull()
  expect(after([look(10), look(60, true, 45)])).toBe(10_000)
})

it('leaves a fast drill the real time that a look takes', () => {
  expect(after([look(10), look(130), look(250)], 60)).toBe(10_000)
})
