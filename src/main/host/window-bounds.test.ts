import { describe, expect, it } from 'vitest'
import { chooseBounds } from './window-bounds.ts'

const screen = { x: 0, y: 0, width: 1920, height: 1080 }

describe('chooseBounds', () => {
  it('opens where the window was', () => {
    const bounds = { x: 40, y: 60, width: 1200, height: 800 }
    expect(chooseBounds(bounds, [screen])).toEqual(bounds)
    expect(chooseBounds({ ...bounds, x: 2000 }, [screen, { ...screen, x: 1920 }])).toEqual({ ...bounds, x: 2000 })
  })

  it('keeps the size but not a place that is on no screen any more', () => {
    expect(chooseBounds({ x: 2000, y: 60, width: 1200, height: 800 }, [screen])).toEqual({ width: 1200, height: 800 })
  })

  it('takes the usual size, or what the screen has, without a usable memory', () => {
    for (const memory of [
      null,
      'x',
      {},
      { x: 1, y: 2, width: Number.NaN, height: 3 },
      { x: 1.5, y: 0, width: 900, height: 900 }
    ]) {
      expect(chooseBounds(memory, [screen])).toEqual({ width: 1440, height: 900 })
    }
    expect(chooseBounds(null, [{ ...screen, width: 1280, height: 720 }])).toEqual({ width: 1280, height: 720 })
  })
})
