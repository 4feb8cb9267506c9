import type { PanelPart, PanelRow } from '../../../contract/index.ts'
import type { RegionView } from '../../ports/azure.ts'
import type { FailoverGroup, GroupSeen } from '../../ports/failover-group.ts'
import { primaryOf, whichGroupWords } from './group-part.ts'
import { sideHealth, stateWords, type SeenGroup } from './group-standing.ts'
import { failoverGroupId } from './read-group.ts'

export function groupTitle(sql: GroupSeen): string {
  return sql.kind === 'group' ? sql.group.name : 'Azure SQL'
}

/** Which server is primary, how the other one is kept up, and who may fail the group over. */
export function groupParts(view: RegionView): readonly PanelPart[] {
  const { sql } = view
  if (sql.kind === 'several') return [{ kind: 'sentence', tone: 'unknown', text: whichGroupWords(sql) }, choicesOf(sql)]
  if (sql.kind === 'unread') return [{ kind: 'sentence', tone: 'unknown', text: sql.failure.message }]
  if (sql.kind !== 'group') return []
  const said = saidWords(sql)
  return [
    { kind: 'rows', rows: rowsOf(view, sql) },
    ...(said === '' ? [] : [{ kind: 'sentence', tone: sql.direct === null ? 'plain' : 'warn', text: said } as const]),
    ...(sql.by === 'alone' ? [] : [choicesOf(sql)])
  ]
}

function rowsOf(view: RegionView, seen: SeenGroup): readonly PanelRow[] {
  const { group } = seen
  const primary = primaryOf(group)
  const health = primary && sideHealth(primary, seen, view)
  const secondary = group.sides.find(({ server }) => server !== primary?.server)
  const { status } = stateWords(group.state)
  return [
    {
      label: 'Primary',
      value: primary ? `${primary.location}${health?.is === 'silent' ? ', does not answer' : ''}` : 'unknown',
      tone: health?.is === 'silent' ? 'bad' : health?.is === 'answers' ? 'good' : 'unknown'
    },
    { label: 'Secondary', value: secondary?.location || 'unknown', tone: 'plain' },
    {
      label: 'Servers',
      value: [primary, secondary].flatMap((side) => side?.server ?? []).join(', '),
      tone: 'plain'
    },
    { label: 'Replication', value: group.state || 'not said', tone: status === 'passed' ? 'plain' : 'warn' },
    { label: 'Failover policy', value: policyWords(group), tone: 'plain' },
    { label: 'Replication lag', value: 'not measured here', tone: 'unknown' }
  ]
}

function policyWords({ policy, graceMinutes }: FailoverGroup): string {
  if (policy === null) return 'not said'
  return policy === 'Automatic' && graceMinutes !== null ? `Automatic, after ${graceMinutes} min at least` : policy
}

const byWords = {
  alone: '',
  settings: "The service's settings name this group.",
  operator: 'You said that the service writes to this group.'
} as const

function saidWords({ by, direct, group }: SeenGroup): string {
  return direct === null
    ? byWords[by]
    : `The service's settings name the server ${direct}, not ${group.name}: who connects there does not follow a failover.`
}

/** It is the operator's to say, also where something else says it. */
function choicesOf(sql: Extract<GroupSeen, { readonly kind: 'several' | 'group' }>): PanelPart {
  const group = sql.kind === 'group' ? sql.group : null
  const isSaid = sql.kind === 'group' && sql.by === 'operator'
  return {
    kind: 'choices',
    title: 'The service writes to',
    choices: [
      ...sql.found.map((name) => ({
        title: name.failoverGroup,
        detail: name.server,
        value: failoverGroupId(name),
        isChosen:
          isSaid && group?.name === name.failoverGroup && group.sides.some(({ server }) => server === name.server)
      })),
      ...(isSaid ? [{ title: 'Forget what I said', detail: '', value: '', isChosen: false }] : [])
    ],
    other: 'Another failover group, by its resource id'
  }
}
