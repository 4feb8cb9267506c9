import { expect, it } from 'vitest'
import { chooseZoom, nearestStep, zoomAfter } from './zoom.ts'

it('steps up and down and back to the usual size, and stops at both ends', () => {
  expect(zoomAfter('+', 1)).toBe(1.1)
  expect(zoomAfter('=', 1.4999999)).toBe(1.75)
  expect(zoomAfter('-', 1.1000001)).toBe(1)
  expect(zoomAfter('0', 2.5)).toBe(1)
  expect(zoomAfter('+', 3)).toBe(3)
  expect(zoomAfter('_', 0.5)).toBe(0.5)
  expect(zoomAfter('k', 1)).toBeNull()
})

it('remembers a step, and nothing else that a file may hold', () => {
  expect(chooseZoom({ zoom: 2 })).toBe(2)
  for (const memory of [null, 'x', {}, { zoom: '2' }, { zoom: Number.NaN }, { zoom: 40 }])
    expect(chooseZoom(memory)).toBe(1)
  expect(nearestStep(1.9999)).toBe(2)
})
