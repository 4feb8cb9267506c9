import { asFailure } from '../../contract/index.ts'
import { pause } from '../lib/pause.ts'
import type {
  AzureReader,
  DataHint,
  ObservedRegion,
  ProbeReading,
  RegionView,
  TrafficEndpoint,
  TrafficProfile
} from '../ports/azure.ts'
import type { Clock } from '../ports/clock.ts'
import type { GroupHint } from '../ports/failover-group.ts'
import type { PostgresHint } from '../ports/postgres-pair.ts'
import { freshProfile } from '../providers/azure/endpoint-target.ts'
import { probed } from '../providers/azure/nested.ts'
import { watchData } from './watch-data.ts'
import { watchGroup } from './watch-group.ts'
import { watchPostgres } from './watch-postgres.ts'

export interface WatchRegionOptions {
  readonly azure: AzureReader
  readonly clock: Clock
  readonly abort: AbortSignal
  /** Which data is meant, as it becomes known; left out for what the group alone says. */
  readonly data?: KnownData
}

/** What is known of the data that a service writes to. */
export interface KnownData {
  /** The same object until something else is known. */
  readonly hint: () => DataHint
  /** The same of Azure SQL. */
  readonly group: () => GroupHint
  /** The same of PostgreSQL. */
  readonly postgres: () => PostgresHint
  /** Called when something else is known, until `abort`. */
  readonly onChange: (listener: () => void, abort: AbortSignal) => void
}

const nothing: DataHint & GroupHint & PostgresHint = { chosen: null, named: [] }

/** Between two readings, by the clock of the place. */
const everyMs = 5_000

/** Reads what leads users to the region again and again until `abort`: profile, name servers, and our own probes. */
export function watchRegion(options: WatchRegionOptions, onRegion: (region: ObservedRegion) => void): ObservedRegion {
  const sinceAt = options.clock.now().toISOString()
  void follow(options, onRegion, sinceAt)
  return firstOf(`profile ${options.azure.profile.profile} of Traffic Manager`, sinceAt)
}

/** What is read while nothing has been yet: each takes its own time, and none is read twice for the other's sake. */
function firstOf(awaiting: string, sinceAt: string): ObservedRegion {
  return { state: 'loading', awaiting, sinceAt }
}

/** Each probe takes its own time: one of a region that is silent lasts as long as it may, and holds up nothing else. */
async function follow(
  { azure, clock, abort, data: known }: WatchRegionOptions,
  onRegion: (region: ObservedRegion) => void,
  sinceAt: string
) {
  const probes = new Map<string, ProbeReading>()
  const probing = new Set<string>()
  let last: { readonly value: RegionView; readonly observedAt: string } | undefined
  let failedAt: string | undefined
  const data = watchData({ azure, clock, abort, hint: known?.hint ?? (() => nothing), onProbe: showData })
  const sql = watchGroup({ azure, clock, abort, hint: known?.group ?? (() => nothing), onProbe: showData })
  const postgres = watchPostgres({
    azure,
    clock,
    abort,
    hint: known?.postgres ?? (() => nothing),
    onProbe: showData
  })
  const lookAtData = () => Promise.all([data.look(), sql.look(), postgres.look()])
  const dataSeen = () => ({ data: data.seen(), sql: sql.seen(), postgres: postgres.seen() })
  known?.onChange(() => void lookAtData().then(showData, () => undefined), abort)

  function showData(): void {
    if (last) last = { ...last, value: { ...last.value, ...dataSeen() } }
    show()
  }

  function show(): void {
    if (last && failedAt === undefined && !abort.aborted) onRegion({ state: 'value', ...last })
  }

  async function probe(endpoint: TrafficEndpoint, profile: TrafficProfile): Promise<void> {
    const { id } = endpoint
    if (probing.has(id)) return
    const { target, settings } = probed(endpoint, profile)
    probing.add(id)
    const reading = await azure.probe(target, settings, abort).catch(() => undefined)
    probing.delete(id)
    if (!reading) return
    probes.set(id, reading)
    if (last) last = { ...last, value: { ...last.value, probes: new Map(probes) } }
    show()
  }

  while (!abort.aborted) {
    try {
      const profile = await freshProfile(azure, azure.profile, abort)
      for (const endpoint of profile.endpoints) void probe(endpoint, profile)
      if (!last && failedAt === undefined)
        onRegion(firstOf(`name servers and data behind ${profile.profile}: some may not answer`, sinceAt))
      const [names] = await Promise.all([azure.resolve(profile.fqdn, abort), lookAtData()])
      const value = { cloud: azure.cloud, profile, probes: new Map(probes), names, ...dataSeen() }
      last = { value, observedAt: clock.now().toISOString() }
      failedAt = undefined
      show()
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
