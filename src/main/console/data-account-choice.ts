import type { ServiceRef } from '../../contract/index.ts'
import { FailureError, failureOf } from '../../contract/index.ts'
import type { Journal } from '../ports/journal.ts'
import { dataPanelId } from '../providers/azure/region-panel.ts'
import { accountId, accountNameOf } from '../providers/azure/resource-id.ts'
import { incidentKey, type Incident } from './incident.ts'
import type { RegionSession } from './region-session.ts'
import { saidAccount, saidAccountIn } from './said-account.ts'

export interface DataAccountChoiceOptions {
  readonly environmentId: string
  readonly incident: Pick<Incident, 'key' | 'ref' | 'identity'>
  readonly region: RegionSession
  readonly journal: Journal
  /** Hosts of accounts that the service's own Deployment names. */
  readonly named: () => readonly string[]
  /** Ends with the service. */
  readonly abort: AbortSignal
}

/** Which account of the data a service writes to, as the operator says it. */
export interface DataAccountChoice {
  /** Tells whoever reads the data which account is meant. */
  tell(): void
  /** @throws FailureError for what cannot be said, and what was not agreed to */
  choose(of: ServiceRef, panel: string, value: string, agree: (what: string) => Promise<void>): Promise<void>
}

export function createDataAccountChoice(options: DataAccountChoiceOptions): DataAccountChoice {
  const { environmentId, incident, region, journal, abort } = options
  const { ref } = incident
  let account = saidAccountIn(journal.records(), incident)

  function tell(): void {
    region.about({ chosen: account, named: options.named() })
  }

  return {
    tell,
    async choose(of, panel, value, agree) {
      if (panel !== dataPanelId || incidentKey(environmentId, of) !== incident.key)
        throw new FailureError(failureOf('badInput', 'Nothing asks for that.'))
      const next = value === '' ? null : accountNameOf(value)
      const seen = region.seen()
      const subscription = seen?.state === 'value' ? seen.value.profile.subscription : null
      if (next && next.subscription.toLowerCase() !== subscription?.toLowerCase())
        throw new FailureError(
          failureOf(
            'refused',
            'That account is of another subscription than the profile: what is done there is not followed.'
          )
        )
      if (next) await agree(accountId(next))
      // The dialog may have stood open for long.
      if (abort.aborted) throw new FailureError(failureOf('conflict', `${ref.name} is not open any more.`))
      const text = next
        ? `The operator said that ${ref.name} writes to ${next.account}, group ${next.group}`
        : `The operator took back which account ${ref.name} writes to`
      await journal.append('note', { what: saidAccount, ref, account: next ? accountId(next) : '', text })
      account = next
      tell()
    }
  }
}
