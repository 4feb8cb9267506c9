import { mapObserved, type PanelPart, type PanelView } from '../../../contract/index.ts'
import type { ObservedRegion, RegionView } from '../../ports/azure.ts'
import { dataPart } from './data-panel.ts'
import { endpointRows } from './endpoint-rows.ts'
import { groupParts, groupTitle } from './group-panel.ts'
import { frontParts, nameParts } from './names-panel.ts'
import { nestedPanels } from './nested-panel.ts'
import { postgresParts, postgresTitle } from './postgres-panel.ts'
import { regionsPart } from './regions-panel.ts'
import { answered, doubtWords, isInDoubt } from './serving.ts'

/** Of the panel that says which account the service writes to. */
export const dataPanelId = 'region-data'

/** Of the panel that says which failover group it writes to. */
export const groupPanelId = 'region-sql'

/** Of the panel that says which server of PostgreSQL it writes to. */
export const postgresPanelId = 'region-postgres'

/**
 * What leads users to the regions, as live panels: the regions side by side, endpoints as they are wanted and as they are
 * seen, who is answered what and for how long, and where the data is written. Pure.
 */
export function regionPanels(region: ObservedRegion): readonly PanelView[] {
  const known =
    region.state === 'value' ? region.value : region.state === 'unreachable' ? region.last?.value : undefined
  const observedAt = region.state === 'value' ? region.observedAt : ''
  const profile: PanelView = {
    id: 'region',
    title: `Traffic Manager${known ? ` ${known.profile.profile}` : ''}`,
    parts: mapObserved(region, profileParts)
  }
  if (!known) return [profile]
  const names: PanelView = {
    id: 'region-names',
    title: known.profile.fqdn,
    parts: mapObserved(region, (view) => nameParts(view, observedAt))
  }
  const fronts = known.names.fronts.map(({ name }): PanelView => ({
    id: `region-front-${name}`,
    title: name,
    parts: mapObserved(region, (view) => {
      const front = view.names.fronts.find((one) => one.name === name)
      return front ? frontParts(front, view, observedAt) : []
    })
  }))
  const led = [profile, ...nestedPanels(known.profile, region), names, ...fronts]
  const regions: PanelView = {
    id: 'regions',
    title: 'Regions',
    ...(isAnySilent(known) ? { isAhead: true } : {}),
    parts: mapObserved(region, regionsPart)
  }
  const { data, sql, postgres } = known
  const title = data.kind === 'account' ? data.account.account : 'Cosmos DB'
  const isNone = {
    data: data.kind === 'none' || data.kind === 'loading',
    sql: sql.kind === 'none' || sql.kind === 'loading',
    postgres: postgres.kind === 'none' || postgres.kind === 'loading'
  }
  return [
    regions,
    ...led,
    ...(isNone.data ? [] : [{ id: dataPanelId, title, parts: mapObserved(region, dataPart) }]),
    ...(isNone.sql ? [] : [{ id: groupPanelId, title: groupTitle(sql), parts: mapObserved(region, groupParts) }]),
    ...(isNone.postgres
      ? []
      : [{ id: postgresPanelId, title: postgresTitle(postgres), parts: mapObserved(region, postgresParts) }])
  ]
}

/** A region that our own probes do not reach is what is wrong, or was left for that. */
function isAnySilent({ probes, data, sql, postgres }: RegionView): boolean {
  const all = [
    ...probes.values(),
    ...(data.kind === 'account' ? data.probes.values() : []),
    ...(sql.kind === 'group' ? sql.probes.values() : []),
    ...(postgres.kind === 'pair' ? postgres.probes.values() : [])
  ]
  return all.some(({ isWell }) => isWell === false)
}

function profileParts({ profile, probes }: RegionView): readonly PanelPart[] {
  const { method, ttlSeconds, fqdn } = profile
  const serving = answered(profile)
  const [only, ...more] = serving
  const sentence: PanelPart =
    only === undefined
      ? { kind: 'sentence', tone: 'bad', text: `No endpoint is answered: ${fqdn} is dark.` }
      : {
          kind: 'sentence',
          tone: 'plain',
          text:
            more.length === 0
              ? `Only ${only.name} is answered. Disabling it would make the name dark.`
              : `${serving.map(({ name }) => name).join(', ')} may be answered.`
        }
  const doubts = serving
    .filter((endpoint) => isInDoubt(endpoint, probes.get(endpoint.id)))
    .map((one): PanelPart => ({
      kind: 'sentence',
      tone: 'bad',
      text: `${one.name} ${doubtWords(one, probes.get(one.id))}.`
    }))
  return [
    {
      kind: 'grid',
      corner: `${method ?? 'Unknown'} routing, TTL ${ttlSeconds} s`,
      columns: ['endpointStatus', 'monitorStatus'],
      rows: endpointRows(profile, probes)
    },
    sentence,
    ...doubts
  ]
}
