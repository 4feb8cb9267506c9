import type { ShellView } from '../../../contract/index.ts'
import { ask } from '../../stores/ask.ts'
import { Button } from '../../ui/button.tsx'
import { showIncidents } from '../own/own-actions.ts'
import { ChecklistPane } from '../checklist/checklist-pane.tsx'
import css from '../header/header.module.css'
import record from './record.module.css'
import { PasteAgain } from '../connections/paste-again.tsx'
import { useFeed } from '../../stores/feeds.ts'
import { LastPlanCard } from '../offline/last-plan-card.tsx'
import { Reconnect } from '../offline/reconnect.tsx'
import { LastVerdict } from '../offline/last-verdict.tsx'
import offline from '../offline/offline.module.css'
import { Record } from './record.tsx'

/** Without any cluster: the procedure, and the record and report of the last incident. */
export function RecordScreen({
  of,
  shell
}: {
  readonly of: NonNullable<ShellView['record']>
  readonly shell: ShellView
}) {
  const known = useFeed('lastKnown') ?? null
  return (
    <>
      <header className={css['bar']}>
        <Button look="small" onClick={() => void ask('record.close', {})}>
          Connections
        </Button>
        <Button look="small" onClick={showIncidents}>
          Earlier incidents
        </Button>
        <div className={css['service']}>
          <h1>{of.service === null ? 'No incident is recorded yet' : of.service.name}</h1>{' '}
          <small>{of.environment === '' ? 'without a cluster' : `${of.environment}, without its cluster`}</small>
        </div>
      </header>
      <ChecklistPane />
      <main className={record['alone']} aria-label="Record of the last incident">
        {of.cluster !== null && (
          <PasteAgain to={of.cluster} shell={shell} onImported={() => void ask('record.close', {})} />
        )}
        {of.cluster !== null && of.service !== null && <Reconnect to={of.cluster} service={of.service} shell={shell} />}
        {known !== null && (
          <div className={offline['beside']}>
            <LastVerdict known={known} beside />
            {known.plan !== null && (
              <LastPlanCard last={known.plan} why="Nothing is connected: nothing can be planned or sent from here." />
            )}
          </div>
        )}
        <Record />
      </main>
    </>
  )
}
