import { describe, expect, it } from 'vitest'
import { createReceivedKeys } from './received-keys.ts'

describe('keys that main receives', () => {
  it('are counted from the question on', () => {
    const keys = createReceivedKeys(() => undefined)
    keys.see({ type: 'rawKeyDown', modifiers: [] })
    keys.begin()
    for (const type of ['rawKeyDown', 'char', 'keyUp', 'keyDown', 'mouseDown', 'mouseMove'] as const)
      keys.see({ type, modifiers: [] })
    expect(keys.count()).toBe(2)
  })

  it('hold a button only while one is down that went down here', () => {
    let ups = 0
    const keys = createReceivedKeys(() => (ups += 1))
    keys.see({ type: 'mouseDown', modifiers: [] })
    keys.begin()
    expect(keys.isDown()).toBe(false)
    // The key that had this asked for is still down, and repeats itself.
    keys.see({ type: 'rawKeyDown', modifiers: ['isautorepeat'] })
    expect(keys.isDown()).toBe(false)
    keys.see({ type: 'rawKeyDown', modifiers: [] })
    expect(keys.isDown()).toBe(true)
    keys.see({ type: 'keyUp', modifiers: [] })
    expect([keys.isDown(), ups]).toEqual([false, 1])
  })
})
