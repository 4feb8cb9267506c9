import type { PanelPart, PanelRow } from '../../../contract/index.ts'
import type { RegionView } from '../../ports/azure.ts'
import type { PostgresSeen } from '../../ports/postgres-pair.ts'
import { whichPairWords } from './postgres-part.ts'
import { fitWords, postgresHealth, replicationWords, type SeenPair } from './postgres-standing.ts'
import { primaryIn } from './postgres-pair-of.ts'
import { postgresId } from './read-postgres.ts'

export function postgresTitle(postgres: PostgresSeen): string {
  if (postgres.kind !== 'pair') return 'PostgreSQL'
  const { pair } = postgres
  return pair.endpoint?.name ?? pair.sides[0].server
}

/** Which server is primary, how its replica is kept up, and which name leads to them. */
export function postgresParts(view: RegionView): readonly PanelPart[] {
  const { postgres } = view
  if (postgres.kind === 'several')
    return [{ kind: 'sentence', tone: 'unknown', text: whichPairWords(postgres) }, choicesOf(postgres)]
  if (postgres.kind === 'unread') return [{ kind: 'sentence', tone: 'unknown', text: postgres.failure.message }]
  if (postgres.kind !== 'pair') return []
  const said = saidWords(postgres)
  return [
    { kind: 'rows', rows: rowsOf(view, postgres) },
    ...(said === ''
      ? []
      : [{ kind: 'sentence', tone: postgres.direct === null ? 'plain' : 'warn', text: said } as const]),
    ...(postgres.by === 'alone' ? [] : [choicesOf(postgres)])
  ]
}

function rowsOf(view: RegionView, seen: SeenPair): readonly PanelRow[] {
  const { pair } = seen
  const primary = primaryIn(pair)
  const health = primary && postgresHealth(primary, seen, view)
  const replica = pair.sides.find(({ server }) => server !== primary?.server)
  const replication = replicationWords(pair)
  const fit = primary && replica ? fitWords(pair, primary, replica) : null
  const names = [primary, replica].flatMap((side) => side?.server ?? [])
  return [
    {
      label: 'Primary',
      value: primary
        ? `${primary.location || primary.server}${health?.is === 'silent' ? ', does not answer' : ''}`
        : 'unknown',
      tone: health?.is === 'silent' ? 'bad' : health?.is === 'answers' ? 'good' : 'unknown'
    },
    { label: 'Replica', value: replica?.location || 'unknown', tone: 'plain' },
    { label: 'Servers', value: [...names, ...pair.others].join(', '), tone: 'plain' },
    {
      label: 'Replication',
      value: pair.replication || 'not said',
      tone: replication.status === 'passed' ? 'plain' : 'warn'
    },
    {
      label: 'Virtual endpoint',
      value: pair.endpoint?.name ?? (pair.endpointUnread === '' ? 'none' : 'cannot be read'),
      tone: fit?.status === 'passed' ? 'plain' : 'warn'
    },
    { label: 'Replication lag', value: 'not measured here', tone: 'unknown' }
  ]
}

const byWords = {
  alone: '',
  settings: "The service's settings name this one.",
  operator: 'You said that the service writes here.'
} as const

function saidWords({ by, direct, pair }: SeenPair): string {
  return direct === null
    ? byWords[by]
    : `The service's settings name the server ${direct}, not ${pair.endpoint?.name ?? 'a virtual endpoint'}: who connects there does not follow a switch.`
}

/** It is the operator's to say, also where something else says it. */
function choicesOf(postgres: Extract<PostgresSeen, { readonly kind: 'several' | 'pair' }>): PanelPart {
  const isSaid = postgres.kind === 'pair' && postgres.by === 'operator'
  const sides = postgres.kind === 'pair' ? postgres.pair.sides : []
  return {
    kind: 'choices',
    title: 'The service writes to',
    choices: [
      ...postgres.found.map((name) => ({
        title: name.server,
        detail: 'primary',
        value: postgresId(name),
        isChosen: isSaid && sides.some((side) => postgresId(side) === postgresId(name))
      })),
      ...(isSaid ? [{ title: 'Forget what I said', detail: '', value: '', isChosen: false }] : [])
    ],
    other: 'Another server, by its resource id'
  }
}
