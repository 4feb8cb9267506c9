import type { PanelPart, PanelRow } from '../../../contract/index.ts'
import type { DataSeen, RegionView } from '../../ports/azure.ts'
import { nextOf, regionHealth, writerOf } from './data-standing.ts'
import { othersUnread } from './listed.ts'
import { accountId } from './resource-id.ts'

/** Where the data is written, who would write next, and what decides it. */
export function dataPart(view: RegionView): readonly PanelPart[] {
  const { data } = view
  if (data.kind === 'several') return [{ kind: 'sentence', tone: 'unknown', text: whichWords(data) }, choicesOf(data)]
  if (data.kind === 'unread') return [{ kind: 'sentence', tone: 'unknown', text: data.failure.message }]
  if (data.kind !== 'account') return []
  const { account } = data
  const [writer, next] = [writerOf(account), nextOf(account)]
  const health = writer && regionHealth(writer, data, view)
  const isIdle = account.state.toLowerCase() === 'succeeded'
  const rows: readonly PanelRow[] = [
    account.isMultiWrite
      ? { label: 'Write regions', value: account.writeRegions.join(', '), tone: 'plain' }
      : {
          label: 'Write region',
          value: writer ? `${writer.name}${health?.is === 'silent' ? ', does not answer' : ''}` : 'unknown',
          tone: health?.is === 'silent' ? 'bad' : health?.is === 'answers' ? 'good' : 'unknown'
        },
    { label: 'Next by priority', value: next?.name ?? 'none', tone: next ? 'plain' : 'warn' },
    {
      label: 'Consistency, account state',
      value: `${account.consistency ?? 'unknown'}, ${account.state || 'unknown'}`,
      tone: isIdle ? 'plain' : 'warn'
    },
    {
      label: 'Service-managed failover, multi-write',
      value: `${onOff(account.isServiceManaged)}, ${onOff(account.isMultiWrite)}`,
      tone: 'plain'
    },
    { label: 'Replication lag', value: 'not measured here', tone: 'unknown' }
  ]
  return [
    { kind: 'rows', rows },
    ...(data.by === 'alone'
      ? []
      : [{ kind: 'sentence', tone: 'plain', text: byWords[data.by] } as const, choicesOf(data)])
  ]
}

const byWords = {
  settings: "The service's settings name this account.",
  operator: 'You said that the service writes to this account.'
} as const

/** Why it is not known which account the service writes to. */
export function whichWords({
  names,
  isWhole,
  named
}: Pick<Extract<DataSeen, { readonly kind: 'several' }>, 'names' | 'isWhole' | 'named'>): string {
  const are =
    names.length === 0
      ? 'No account of the group was read'
      : names.length === 1
        ? `${names.join()} is the only account of the group${isWhole ? '' : ' that was read'}`
        : `${names.join(', ')} are accounts of the group`
  const settings = named.length > 0 ? `, and the service's settings name ${named.join(', ')}` : ''
  return `${are}${isWhole ? '' : othersUnread}${settings}: which account the service writes to is not known.`
}

/** It is the operator's to say, also where something else says it. */
function choicesOf(data: Extract<DataSeen, { readonly kind: 'several' | 'account' }>): PanelPart {
  const account = data.kind === 'account' ? data.account : null
  const { subscription, group } = account ?? (data.kind === 'several' ? data : { subscription: '', group: '' })
  const isSaid = data.kind === 'account' && data.by === 'operator'
  const listed = data.names.map((name) => ({
    title: name,
    detail: '',
    value: accountId({ subscription, group, account: name }),
    isChosen: isSaid && account?.account === name
  }))
  const isElsewhere = account !== null && !data.names.includes(account.account)
  return {
    kind: 'choices',
    title: 'The service writes to',
    choices: [
      ...listed,
      ...(account && isElsewhere
        ? [{ title: account.account, detail: account.group, value: account.id, isChosen: isSaid }]
        : []),
      ...(isSaid ? [{ title: 'Forget what I said', detail: '', value: '', isChosen: false }] : [])
    ],
    other: 'Another account, by its resource id'
  }
}

function onOff(is: boolean): string {
  return is ? 'on' : 'off'
}
