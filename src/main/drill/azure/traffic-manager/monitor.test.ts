import { describe, expect, test } from 'vitest'
import { createSimulation } from '../../clock/simulation.ts'
import { drawFor } from '../../world/random.ts'
import type { Monitor, ProbeAnswer } from './monitor.ts'
import { createMonitor } from './monitor.ts'
import type { StoredEndpoint, StoredProfile } from './profile.ts'
import { isExpected } from './profile.ts'

/** One endpoint whose target answers as `answer` says; probed every 10 s, 5 s at most, two failures tolerated. */
function watched(answer: () => ProbeAnswer) {
  const simulation = createSimulation({ beginMs: 0, speed: 1 })
  let endpoint: StoredEndpoint = { name: 'e', type: 'externalEndpoints', properties: { endpointStatus: 'Enabled' } }
  const profile: StoredProfile = {
    name: 'p',
    tags: {},
    properties: {
      profileStatus: 'Enabled',
      monitorConfig: { intervalInSeconds: 10, timeoutInSeconds: 5, toleratedNumberOfFailures: 2 }
    },
    endpoints: []
  }
  const changes: { readonly atMs: number; readonly status: string }[] = []
  const monitor: Monitor = createMonitor({
    simulation,
    draw: drawFor(1, 'probe'),
    current: () => ({ profile, endpoint }),
    probe: answer,
    isExpected,
    onChange: () => changes.push({ atMs: simulation.nowMs(), status: monitor.status() })
  })
  monitor.written()
  return {
    simulation,
    monitor,
    changes,
    write: (properties: StoredEndpoint['properties']): void => {
      endpoint = { ...endpoint, properties }
      monitor.written()
    }
  }
}

describe('an endpoint', () => {
  test('is CheckingEndpoint until its first probe succeeds, within one interval', () => {
    const { simulation, monitor, changes } = watched(() => 200)
    expect(monitor.status()).toBe('CheckingEndpoint')
    simulation.runUntil(10_000)
    expect(monitor.status()).toBe('Online')
    expect(changes).toHaveLength(1)
  })

  test.each([
    ['says nothing', 'timeout', 5000],
    ['answers 503', 503, 0]
  ] as const)('that %s is Degraded once more probes failed than are tolerated, not before', (_, answer, waitMs) => {
    let isWell = true
    const { simulation, monitor, changes } = watched(() => (isWell ? 200 : answer))
    simulation.runUntil(10_000)
    const probedAtMs = (changes[0]?.atMs ?? 0) + 10_000
    isWell = false
    simulation.runUntil(probedAtMs + 20_000 + waitMs - 1)
    expect(monitor.status()).toBe('Online')
    simulation.runUntil(probedAtMs + 20_000 + waitMs)
    expect(monitor.status()).toBe('Degraded')
    isWell = true
    simulation.runUntil(probedAtMs + 30_000 + waitMs)
    expect(monitor.status()).toBe('Online')
  })

  test('that is switched off is not probed, and begins anew when it is switched on', () => {
    let probes = 0
    const { simulation, monitor, write } = watched(() => {
      probes++
      return 200
    })
    simulation.runUntil(10_000)
    write({ endpointStatus: 'Disabled' })
    expect(monitor.status()).toBe('Disabled')
    const before = probes
    simulation.runUntil(120_000)
    expect(probes).toBe(before)
    write({ endpointStatus: 'Enabled' })
    expect(monitor.status()).toBe('CheckingEndpoint')
    simulation.runUntil(130_000)
    expect(monitor.status()).toBe('Online')
  })

  test('that always serves is not probed at all', () => {
    const { simulation, monitor, write } = watched(() => 'timeout')
    write({ endpointStatus: 'Enabled', alwaysServe: 'Enabled' })
    simulation.runUntil(300_000)
    expect(monitor.status()).toBe('Unmonitored')
  })
})
