import type { PanelCell, PanelPart } from '../../../contract/index.ts'
import type { ProbeReading, RegionView, TrafficEndpoint } from '../../ports/azure.ts'
import { isSameRegion } from './read-account.ts'
import { answered } from './serving.ts'

/** More than this many columns are not read beside one another. */
const mostColumns = 3

/** Each region with all that is known of it, side by side: by priority of its endpoint, then by that of the data. */
export function regionsPart(view: RegionView): readonly PanelPart[] {
  const { profile, data, sql, postgres } = view
  const account = data.kind === 'account' ? data.account : null
  const endpoints = profile.endpoints.toSorted((a, b) => (a.priority ?? 1_001) - (b.priority ?? 1_001))
  const located = endpoints.map((endpoint) => endpoint.location || endpoint.name)
  const servers = [...serversOf('Azure SQL', sql), ...serversOf('PostgreSQL', postgres)]
  const others = [
    ...(account?.regions ?? []).map(({ name }) => name),
    ...servers.flatMap(({ sides }) => sides.map(({ location }) => location).filter((name) => name !== ''))
  ]
  const all = [...located, ...others.filter((name) => !located.some((one) => isSameRegion(one, name)))]
  const columns = [...new Set(all)].slice(0, mostColumns)
  const serving = answered(profile)
  const endpointOf = (region: string): TrafficEndpoint | undefined =>
    endpoints.find(({ location, name }) => isSameRegion(location || name, region))
  const ofEndpoint = (cell: (endpoint: TrafficEndpoint) => PanelCell) => (region: string) => {
    const endpoint = endpointOf(region)
    return endpoint ? cell(endpoint) : none
  }
  const rows: (readonly [string, (region: string) => PanelCell])[] = [
    ['Ingress, own probe', ofEndpoint(({ id }) => probed(view.probes.get(id)))],
    [
      'Users are led there',
      ofEndpoint((endpoint) =>
        serving.includes(endpoint) ? { text: 'yes', tone: 'plain' } : { text: 'no', tone: 'plain' }
      )
    ]
  ]
  if (data.kind === 'account') {
    const name = (region: string): string | undefined =>
      data.account.regions.find((one) => isSameRegion(one.name, region))?.name
    rows.push(
      [
        'Data gateway, own probe',
        (region) => (name(region) === undefined ? none : probed(data.probes.get(name(region) ?? '')))
      ],
      [
        'Data is',
        (region) => {
          if (name(region) === undefined) return { text: 'not there', tone: 'plain' }
          if (!data.account.writeRegions.some((one) => isSameRegion(one, region)))
            return { text: 'read', tone: 'plain' }
          return { text: 'written', tone: data.probes.get(name(region) ?? '')?.isWell === false ? 'bad' : 'plain' }
        }
      ]
    )
  }
  for (const { label, sides, probes } of servers) {
    const ofSide = (cell: (of: ServerCell) => PanelCell) => (region: string) => {
      const found = sides.find(({ location }) => isSameRegion(location, region))
      return found ? cell(found) : none
    }
    rows.push(
      [`${label}, own probe`, ofSide(({ server }) => probed(probes.get(server)))],
      [
        `${label} is`,
        ofSide(({ role, server }) => {
          if (role !== 'Primary') return { text: role === null ? 'unknown' : 'read', tone: 'plain' }
          return { text: 'written', tone: probes.get(server)?.isWell === false ? 'bad' : 'plain' }
        })
      ]
    )
  }
  return [
    { kind: 'grid', corner: '', columns, rows: rows.map(([label, cell]) => ({ label, cells: columns.map(cell) })) }
  ]
}

interface ServerCell {
  readonly server: string
  readonly location: string
  readonly role: string | null
}

/** Servers of a database that are in several regions, one of which is primary; none where they are not known. */
function serversOf(label: string, seen: RegionView['sql'] | RegionView['postgres']) {
  if (seen.kind !== 'group' && seen.kind !== 'pair') return []
  const sides: readonly ServerCell[] = seen.kind === 'group' ? seen.group.sides : seen.pair.sides
  return [{ label, sides, probes: seen.probes }]
}

const none: PanelCell = { text: 'none', tone: 'plain' }

function probed(probe: ProbeReading | undefined): PanelCell {
  if (!probe) return { text: 'not asked yet', tone: 'unknown' }
  return { text: probe.text, tone: probe.isWell === null ? 'unknown' : probe.isWell ? 'good' : 'bad' }
}
