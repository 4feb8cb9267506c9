import type { PanelPart, PanelRow } from '../../../contract/index.ts'
import type { RegionView } from '../../ports/azure.ts'
import { nextOf, regionHealth, writerOf } from './data-standing.ts'

/** Where the data is written, who would write next, and what decides it. */
export function dataPart(view: RegionView): readonly PanelPart[] {
  const { data } = view
  if (data.kind === 'several') {
    const text = `${data.names.join(', ')} are in the group: which of them the service writes to is not known.`
    return [{ kind: 'sentence', tone: 'unknown', text }]
  }
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
  return [{ kind: 'rows', rows }]
}

function onOff(is: boolean): string {
  return is ? 'on' : 'off'
}
