import { expect, test } from 'vitest'
import { createSimulation } from '../clock/simulation.ts'
import { forbidden } from '../store/status-error.ts'
import { createControlLoop } from './control-loop.ts'

test('takes up again when a write was refused, with growing waits', () => {
  const simulation = createSimulation({ beginMs: 0, speed: 1 })
  const tried: number[] = []
  const loop = createControlLoop(simulation, { ms: 10, slowBeforeMs: 0 }, () => {
    tried.push(simulation.nowMs())
    if (tried.length < 4) throw forbidden({ group: '', resource: 'pods' }, 'p', 'not yet')
  })
  loop.add('n/d')
  simulation.runUntil(60_000)
  expect(tried).toEqual([10, 1010, 3010, 7010])
})
