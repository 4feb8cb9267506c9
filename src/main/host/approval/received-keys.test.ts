import { describe, expect, it } from 'vitest'
import { createReceivedKeys } from './received-keys.ts'

/** Keys, and a clock that stands until it is moved on. */
function received(onUp: () => void = () => undefined) {
  let now = 0
  const keys = createReceivedKeys(onUp, () => now)
  return { ...keys, pass: (ms: number) => void (now += ms) }
}

describe('keys that main receives', () => {
  it('are not counted, and hold nothing, before the question can have been seen', () => {
    const keys = received()
    keys.begin()
    keys.pass(500)
    for (const type of ['rawKeyDown', 'mouseDown'] as const) keys.see({ type, modifiers: [] })
    expect([keys.isSeen(), keys.count(), keys.isDown()]).toEqual([false, 0, false])
    keys.pass(200)
    // What went down too soon is not taken later either.
    expect([keys.isSeen(), keys.count(), keys.isDown()]).toEqual([true, 0, false])
    keys.see({ type: 'rawKeyDown', modifiers: [] })
    expect([keys.count(), keys.isDown()]).toEqual([1, true])
  })

  it('are counted from the question on', () => {
    const keys = received()
    keys.see({ type: 'rawKeyDown', modifiers: [] })
    keys.begin()
    keys.pass(1_000)
    for (const type of ['rawKeyDown', 'char', 'keyUp', 'keyDown', 'mouseDown', 'mouseMove'] as const)
      keys.see({ type, modifiers: [] })
    expect(keys.count()).toBe(2)
  })

  it('hold a button only while one is down that went down here', () => {
    let ups = 0
    const keys = received(() => (ups += 1))
    keys.see({ type: 'mouseDown', modifiers: [] })
    keys.begin()
    keys.pass(1_000)
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
