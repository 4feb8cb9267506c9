import { mapObserved, type PanelCell, type PanelPart, type PanelView } from '../../../contract/index.ts'
import type { AskedServer, ObservedRegion, RegionView } from '../../ports/azure.ts'
import { dataPart } from './data-panel.ts'
import { answerWords, isMeasured, namesEndpoint } from './name-verdict.ts'
import { regionsPart } from './regions-panel.ts'
import { answered, isFoundIll, isProvedOnline } from './serving.ts'

/** Of the panel that says which account the service writes to. */
export const dataPanelId = 'region-data'

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
  const regions: PanelView = {
    id: 'regions',
    title: 'Regions',
    ...(isAnySilent(known) ? { isAhead: true } : {}),
    parts: mapObserved(region, regionsPart)
  }
  const { data } = known
  if (data.kind === 'none' || data.kind === 'loading') return [regions, profile, names]
  const title = data.kind === 'account' ? data.account.account : 'Cosmos DB'
  return [regions, profile, names, { id: dataPanelId, title, parts: mapObserved(region, dataPart) }]
}

/** A region that our own probes do not reach is what is wrong, or was left for that. */
function isAnySilent({ probes, data }: RegionView): boolean {
  const all = [...probes.values(), ...(data.kind === 'account' ? data.probes.values() : [])]
  return all.some(({ isWell }) => isWell === false)
}

function profileParts({ profile }: RegionView): readonly PanelPart[] {
  const { method, ttlSeconds, endpoints, fqdn } = profile
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
  return [
    {
      kind: 'grid',
      corner: `${method ?? 'Unknown'} routing, TTL ${ttlSeconds} s`,
      columns: ['endpointStatus', 'monitorStatus'],
      rows: endpoints.map((endpoint) => {
        const { name, priority, status, monitorStatus } = endpoint
        const tone = isProvedOnline(endpoint) ? 'good' : isFoundIll(endpoint) ? 'bad' : 'plain'
        return {
          label: priority === null ? name : `${name}, ${priority}`,
          cells: [
            { text: status ?? 'unknown', tone: 'plain' },
            { text: monitorStatus || 'not looked at', tone }
          ]
        }
      })
    },
    sentence
  ]
}

function nameParts(view: RegionView, observedAt: string): readonly PanelPart[] {
  const { names } = view
  return [
    {
      kind: 'grid',
      corner: 'Asked',
      columns: ['Answer', 'TTL left'],
      rows: [
        ...names.authoritative.map((asked) => ({
          label: `${asked.server}, of the zone`,
          cells: [answerCell(asked, view), { text: 'source', tone: 'plain' } as const]
        })),
        ...names.recursive.map((asked) => ({
          label: asked.server,
          cells: [answerCell(asked, view), leftCell(asked, observedAt)]
        }))
      ]
    },
    { kind: 'sentence', tone: 'plain', text: 'Open connections stay where they are until they close.' }
  ]
}

/** Good is who says what the name servers of the zone say, and they where the endpoint is well. */
function answerCell(asked: AskedServer, { profile, names }: RegionView): PanelCell {
  const { answer } = asked
  const text = answerWords(answer, profile.endpoints)
  if (answer.kind === 'dark') return { text, tone: 'bad' }
  if (!isMeasured(asked)) return { text, tone: 'unknown' }
  const endpoint = profile.endpoints.find((one) => namesEndpoint(answer, one))
  const said = names.authoritative.filter(isMeasured).map((one) => answerWords(one.answer, profile.endpoints))
  if (said.length > 0 && !said.includes(text)) return { text, tone: 'warn' }
  return { text, tone: endpoint && isProvedOnline(endpoint) ? 'good' : 'plain' }
}

function leftCell({ answer }: AskedServer, observedAt: string): PanelCell {
  if (!('ttlSeconds' in answer) || answer.ttlSeconds === null) return { text: 'not known', tone: 'unknown' }
  const fromMs = Date.parse(observedAt)
  const over: PanelCell = { text: Number.isNaN(fromMs) ? `${answer.ttlSeconds} s` : 'asks anew', tone: 'plain' }
  return Number.isNaN(fromMs) ? over : { ...over, until: new Date(fromMs + answer.ttlSeconds * 1_000).toISOString() }
}
