import type { Simulation } from '../../clock/simulation.ts'
import type { Draw } from '../../world/random.ts'
import type { MonitorStatus, StoredEndpoint, StoredProfile } from './profile.ts'
import { alwaysServes, isEnabled, isProfileEnabled, probingOf } from './profile.ts'

/** What a probe came to: the status code, or nothing within the timeout. */
export type ProbeAnswer = number | 'timeout'

/** What a monitor needs to know of the world. */
export interface MonitorPorts {
  readonly simulation: Simulation
  readonly draw: Draw
  /** The profile and endpoint as they are now; undefined when the endpoint is gone. */
  readonly current: () => { readonly profile: StoredProfile; readonly endpoint: StoredEndpoint } | undefined
  /** Sends one probe to the endpoint's target. */
  readonly probe: (profile: StoredProfile, endpoint: StoredEndpoint) => ProbeAnswer
  readonly isExpected: (profile: StoredProfile, status: number) => boolean
  /** The status is another than before. */
  readonly onChange: () => void
}

/** Probes one endpoint for as long as it exists. */
export interface Monitor {
  status(): MonitorStatus
  /** Looks at what was written: begins to probe, or stops. */
  written(): void
}

/**
 * Probing as Traffic Manager does it (MicrosoftDocs/azure-docs traffic-manager-monitoring.md): every interval; a probe
 * without an answer fails after the timeout; an endpoint is Degraded once more probes in a row have failed than are
 * tolerated, and Online again with the first one that succeeds. Enabled anew it is CheckingEndpoint until then.
 */
export function createMonitor(ports: MonitorPorts): Monitor {
  const { simulation, draw } = ports
  let observed: 'CheckingEndpoint' | 'Online' | 'Degraded' = 'CheckingEndpoint'
  let failures = 0
  let probing = false
  /** Probes of before an endpoint was switched off have nothing to say after it was switched on again. */
  let round = 0

  const standing = (): MonitorStatus => {
    const now = ports.current()
    if (now === undefined) return 'Stopped'
    if (!isProfileEnabled(now.profile)) return 'Inactive'
    if (!isEnabled(now.endpoint)) return 'Disabled'
    return alwaysServes(now.endpoint) ? 'Unmonitored' : observed
  }

  const conclude = (of: number, succeeded: boolean): void => {
    const now = ports.current()
    if (of !== round || now === undefined) return
    failures = succeeded ? 0 : failures + 1
    const before = observed
    if (succeeded) observed = 'Online'
    else if (failures > probingOf(now.profile).tolerated) observed = 'Degraded'
    if (observed !== before) ports.onChange()
  }

  const probe = (of: number): void => {
    const now = ports.current()
    if (of !== round || now === undefined) return
    const { intervalMs, timeoutMs } = probingOf(now.profile)
    const answer = ports.probe(now.profile, now.endpoint)
    if (answer === 'timeout') simulation.after(timeoutMs, () => conclude(of, false))
    else conclude(of, ports.isExpected(now.profile, answer))
    simulation.after(intervalMs, () => probe(of))
  }

  return {
    status: standing,
    written() {
      const now = ports.current()
      const wanted =
        now !== undefined && isProfileEnabled(now.profile) && isEnabled(now.endpoint) && !alwaysServes(now.endpoint)
      if (wanted === probing) return
      probing = wanted
      round++
      if (!wanted || now === undefined) return
      observed = 'CheckingEndpoint'
      failures = 0
      const of = round
      // Probers are not told at once, and do not wait for one another.
      simulation.after(draw.between(1000, probingOf(now.profile).intervalMs), () => probe(of))
    }
  }
}
