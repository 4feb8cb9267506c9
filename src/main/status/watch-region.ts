import { asFailure } from '../../contract/index.ts'
import { pause } from '../lib/pause.ts'
import type { AzureReader, ObservedRegion, RegionView } from '../ports/azure.ts'
import type { Clock } from '../ports/clock.ts'
import { freshProfile } from '../providers/azure/endpoint-target.ts'

export interface WatchRegionOptions {
  readonly azure: AzureReader
  readonly clock: Clock
  readonly abort: AbortSignal
}

/** Between two readings, by the clock of the place. */
const everyMs = 5_000

/** Reads what leads users to the region again and again until `abort`: profile, our own probes, name servers. */
export function watchRegion(options: WatchRegionOptions, onRegion: (region: ObservedRegion) => void): ObservedRegion {
  const sinceAt = options.clock.now().toISOString()
  const first: ObservedRegion = { state: 'loading', awaiting: 'Azure', sinceAt }
  void follow(options, onRegion)
  return first
}

async function follow({ azure, clock, abort }: WatchRegionOptions, onRegion: (region: ObservedRegion) => void) {
  let last: { readonly value: RegionView; readonly observedAt: string } | undefined
  let failedAt: string | undefined
  while (!abort.aborted) {
    try {
      const value = await readRegion(azure, abort)
      last = { value, observedAt: clock.now().toISOString() }
      failedAt = undefined
      onRegion({ state: 'value', ...last })
    } catch (error) {
      if (abort.aborted) return
      const failure = asFailure(error)
      const at = clock.now().toISOString()
      failedAt ??= last?.observedAt ?? at
      if (failure.code === 'forbidden') onRegion({ state: 'forbidden', failure, observedAt: at })
      else onRegion({ state: 'unreachable', failure, sinceAt: failedAt, ...(last ? { last } : {}) })
    }
    await pause(clock, everyMs, abort).catch(() => undefined)
  }
}

async function readRegion(azure: AzureReader, abort: AbortSignal): Promise<RegionView> {
  const profile = await freshProfile(azure, azure.profile, abort)
  const [probes, names] = await Promise.all([
    Promise.all(
      profile.endpoints.map(async ({ id, target }) => [id, await azure.probe(target, profile.probe, abort)] as const)
    ),
    azure.resolve(profile.fqdn, abort)
  ])
  return { cloud: azure.cloud, profile, probes: new Map(probes), names }
}
