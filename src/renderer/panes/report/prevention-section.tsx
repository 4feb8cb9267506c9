import { useEffect, useState } from 'react'
import type { PreventionView } from '../../../contract/index.ts'
import { utc } from '../../../contract/words/format-time.ts'
import { ask } from '../../stores/ask.ts'
import { useFeedPart } from '../../stores/feeds.ts'
import { Button } from '../../ui/button.tsx'
import { Disclosure } from '../../ui/disclosure.tsx'
import { withControlsShown } from '../../ui/controls-shown.ts'
import { ProposalDetails } from './proposal-details.tsx'
import css from './report.module.css'

/** What would have helped, worked out from the record when somebody asks; what was worked out before is there offline too. */
export function PreventionSection() {
  const [view, setView] = useState<PreventionView | null>(null)
  const [isBusy, setBusy] = useState(false)
  const hasService = useFeedPart('service', (service) => service !== null) ?? false
  useEffect(() => {
    void ask('prevention.recorded', {}).then((recorded) => recorded && setView(recorded))
  }, [])

  async function work(): Promise<void> {
    setBusy(true)
    const read = await ask('prevention.read', {})
    if (read !== undefined) setView(read)
    setBusy(false)
  }

  return (
    <section className={css['prevention']} aria-label="What would have helped" data-testid="prevention">
      <h3>What would have helped</h3>
      <p className="dim">
        {view === null
          ? 'Worked out from the record: Flagger’s analysis replayed on the recorded metrics. Proposals for Git; nothing is applied.'
          : `${withControlsShown(view.basis)} Worked out at ${utc(view.at)}; nothing is applied.`}
      </p>
      {view !== null && view.proposals.length === 0 && (
        <p>Nothing is recorded that any of these would have made a difference.</p>
      )}
      {(view?.proposals ?? []).map((proposal) => (
        <ProposalDetails key={proposal.id} proposal={proposal} canDryRun={hasService} />
      ))}
      {view !== null && view.notProposed.length > 0 && (
        <Disclosure summary={`${view.notProposed.length} not proposed, and why`}>
          <ul className={css['not']}>
            {view.notProposed.map(({ id, title, why }) => (
              <li key={id}>
                <b>{withControlsShown(title)}</b>: {withControlsShown(why)}
              </li>
            ))}
          </ul>
        </Disclosure>
      )}
      {hasService ? (
        <Button look="small" disabled={isBusy} onClick={() => void work()}>
          {isBusy ? 'Being worked out' : view === null ? 'Work it out from the record' : 'Work it out anew'}
        </Button>
      ) : (
        view === null && <p className="dim">Nothing was worked out yet; it takes the service to be open.</p>
      )}
    </section>
  )
}
