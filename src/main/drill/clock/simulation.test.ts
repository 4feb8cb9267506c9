import { describe, expect, test } from 'vitest'
import { createEventQueue } from './event-queue.ts'
import { createSimulation } from './simulation.ts'

describe('event queue', () => {
  test('gives events by time, and by arrival at the same time', () => {
    const queue = createEventQueue()
    const seen: string[] = []
    for (const [atMs, name] of [
      [30, 'd'],
      [10, 'a'],
      [20, 'b'],
      [20, 'c'],
      [5, 'cancelled']
    ] as const) {
      const cancel = queue.add(atMs, () => seen.push(name))
      if (name === 'cancelled') cancel()
    }
    expect(queue.nextAtMs()).toBe(10)
    for (let due = queue.takeDue(25); due !== undefined; due = queue.takeDue(25)) due.run()
    expect(seen).toEqual(['a', 'b', 'c'])
    expect(queue.nextAtMs()).toBe(30)
  })
})

describe('simulation', () => {
  test('an event sees the time it was planned for, and what follows counts from there', () => {
    const simulation = createSimulation({ beginMs: 1000, speed: 1 })
    const seen: number[] = []
    simulation.after(500, () => {
      seen.push(simulation.nowMs())
      simulation.after(250, () => seen.push(simulation.nowMs()))
    })
    simulation.runUntil(5000)
    expect(seen).toEqual([1500, 1750])
    expect(simulation.nowMs()).toBe(5000)
  })

  test('live time runs at the given speed, late events keep their planned time', async () => {
    const simulation = createSimulation({ beginMs: 0, speed: 100 })
    const clock = simulation.goLive()
    const startedMs = performance.now()
    const plannedMs = await new Promise<number>((resolve) => simulation.at(5000, () => resolve(simulation.nowMs())))
    const realMs = performance.now() - startedMs
    simulation.stop()
    expect(plannedMs).toBe(5000)
    expect(realMs).toBeGreaterThanOrEqual(49)
    expect(simulation.nowMs()).toBeGreaterThanOrEqual(5000)
    expect(clock).toMatchObject({ simulatedAt: '1970-01-01T00:00:00.000Z', speed: 100 })
  })

  test('whoever asks about the present sees what is due, however late the timer is', () => {
    const simulation = createSimulation({ beginMs: 0, speed: 100 })
    const seen: number[] = []
    const scrape = (): void => {
      seen.push(simulation.nowMs())
      simulation.after(1000, scrape)
    }
    simulation.at(1000, scrape)
    simulation.catchUp()
    expect(seen).toEqual([])
    simulation.goLive()
    // The event loop is busy, as it is under load: no timer fires.
    const startedMs = performance.now()
    while (performance.now() - startedMs < 60);
    simulation.catchUp()
    simulation.stop()
    expect(seen.length).toBeGreaterThanOrEqual(5)
    expect(seen).toEqual(seen.map((_, index) => (index + 1) * 1000))
  })
})
