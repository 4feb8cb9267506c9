import type { ServiceRef } from '../../contract/index.ts'
import { FailureError, failureOf } from '../../contract/index.ts'
import type { KubeObject } from '../ports/kube.ts'
import type { Journal } from '../ports/journal.ts'
import { dataHostsNamed, postgresHostsNamed, sqlHostsNamed } from '../providers/azure/named-hosts.ts'
import { incidentKey, type Incident } from './incident.ts'
import type { RegionSession } from './region-session.ts'
import { saidAccountIn, saidGroupIn, saidPostgresIn } from './said-account.ts'
import { saidData } from './said-data.ts'

export interface DataChoiceOptions {
  readonly environmentId: string
  readonly incident: Pick<Incident, 'key' | 'ref' | 'identity'>
  readonly region: RegionSession
  readonly journal: Journal
  /** The service's own workload, whose settings name hosts of data; undefined while it has not been read. */
  readonly workload: () => KubeObject | undefined
  /** Ends with the service. */
  readonly abort: AbortSignal
}

/** Which data a service writes to, an account, a failover group or a server of PostgreSQL, as the operator says it. */
export interface DataChoice {
  /** Tells whoever reads the data which one is meant. */
  tell(): void
  /** @throws FailureError for what cannot be said, and what was not agreed to */
  choose(of: ServiceRef, panel: string, value: string, agree: (what: string) => Promise<void>): Promise<void>
}

export function createDataChoice(options: DataChoiceOptions): DataChoice {
  const { environmentId, incident, region, journal, abort } = options
  const { ref } = incident
  let account = saidAccountIn(journal.records(), incident)
  let group = saidGroupIn(journal.records(), incident)
  let postgres = saidPostgresIn(journal.records(), incident)

  function tell(): void {
    const workload = options.workload()
    region.about({
      account: { chosen: account, named: dataHostsNamed(workload) },
      group: { chosen: group, named: sqlHostsNamed(workload) },
      postgres: { chosen: postgres, named: postgresHostsNamed(workload) }
    })
  }

  return {
    tell,
    async choose(of, panel, value, agree) {
      if (incidentKey(environmentId, of) !== incident.key)
        throw new FailureError(failureOf('badInput', 'Nothing asks for that.'))
      const seen = region.seen()
      const subscription = seen?.state === 'value' ? seen.value.profile.subscription : null
      const { id, note, now } = saidData(panel, value, ref.name, subscription)
      if (id !== '') await agree(id)
      // The dialog may have stood open for long.
      if (abort.aborted) throw new FailureError(failureOf('conflict', `${ref.name} is not open any more.`))
      await journal.append('note', { ...note, ref })
      if (now.of === 'account') account = now.name
      else if (now.of === 'group') group = now.name
      else postgres = now.name
      tell()
    }
  }
}
