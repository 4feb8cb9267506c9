import type { ShellView } from '../../../contract/index.ts'
import { ask } from '../../stores/ask.ts'
import { Button } from '../../ui/button.tsx'
import { showIncidents } from '../own/own-actions.ts'
import { ChecklistPane } from '../checklist/checklist-pane.tsx'
import css from '../header/header.module.css'
import record from './record.module.css'
import { Record } from './record.tsx'

/** Without any cluster: the procedure, and the record and report of the last incident. */
export function RecordScreen({ of }: { readonly of: NonNullable<ShellView['record']> }) {
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
        <Record />
      </main>
    </>
  )
}
