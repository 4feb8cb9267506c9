import type { TrapNotice } from '../../../contract/index.ts'
import type { RegionView } from '../../ports/azure.ts'
import { lossOf, nextOf, outageSource, regionHealth, writerOf } from '../../providers/azure/data-standing.ts'
import { isSameRegion } from '../../providers/azure/read-account.ts'
import type { AzIntended } from '../intended.ts'

const manual =
  'MicrosoftDocs/azure-databases-docs articles/cosmos-db/how-to-manage-database-account.yml (manual failover)'

/**
 * A move of the write region, judged by the account and its regions as they are now. Undefined for one of another account,
 * or of one that is not known; null where nothing speaks against it.
 */
export function liveAccount(
  { options, command, verb }: AzIntended,
  view: Pick<RegionView, 'data' | 'profile' | 'probes'>
): TrapNotice | null | undefined {
  const { data } = view
  if (data.kind !== 'account') return undefined
  const { account } = data
  if (options.get('name')?.toLowerCase() !== account.account.toLowerCase()) return undefined
  const about = { id: `T7 ${account.account}`, source: outageSource, command } as const
  const [writer, next] = [writerOf(account), nextOf(account)]
  if (account.isMultiWrite)
    return {
      ...about,
      severity: 'warning',
      lead: 'Every region of this account takes writes: there is no write region to move.',
      text: `${account.writeRegions.join(', ')} write.`
    }
  if (!writer || !next) return undefined
  const health = regionHealth(writer, data, view)
  if (verb === 'cosmosdb offline-region') {
    const region = options.get('region') ?? ''
    if (region === '' || !isSameRegion(region, writer.name)) return undefined
    return health.is === 'answers'
      ? {
          ...about,
          severity: 'refused',
          lead: `${writer.name} answers: offline, only Microsoft brings it back, and writes may be lost.`,
          text: `${lossOf(account).text} The planned change moves the write region without any loss.`
        }
      : {
          ...about,
          severity: 'warning',
          lead: `This cannot be taken back, and az does not ask: ${next.name} would write.`,
          text: `${lossOf(account).text} Only Microsoft brings ${writer.name} back. ${health.text}.`
        }
  }
  const named = [...(options.get('failover-policies') ?? '').matchAll(/\s*(.+?)=(\d+)(?=\s|$)/g)].map(
    ([, region = '', priority = '']) => ({ region, priority: Number(priority) })
  )
  const missing = account.regions.filter(({ name }) => !named.some(({ region }) => isSameRegion(region, name)))
  if (health.is !== 'answers')
    return {
      ...about,
      severity: 'refused',
      lead: `${writer.name} writes ${account.account} and is not known to answer: this leaves the account half way.`,
      text: `${health.text}. The planned change needs both regions.`,
      instead: `Where it is down, ${writer.name} is taken offline: ${next.name} would write next.`
    }
  if (named.length > 0 && missing.length > 0)
    return {
      ...about,
      severity: 'warning',
      lead: `The list leaves out ${missing.map(({ name }) => name).join(', ')}: Azure refuses it.`,
      text: `Every region has to be named once: ${account.regions.map(({ name }) => name).join(', ')}.`,
      source: manual
    }
  const first = named.find(({ priority }) => priority === 0)?.region ?? ''
  if (account.isServiceManaged && !isSameRegion(first, writer.name))
    return {
      ...about,
      severity: 'warning',
      lead: 'Service-managed failover is on: the write region cannot be changed by hand.',
      text: 'It has to be switched off first, which is another change of the account.',
      source: manual
    }
  return null
}
