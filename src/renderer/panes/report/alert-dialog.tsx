import { useState } from 'react'
import { utcMinute, utcSpelled } from '../../../contract/words/format-time.ts'
import { typedMoment } from '../../../contract/words/typed-moment.ts'
import { ask } from '../../stores/ask.ts'
import { useNowMs } from '../../stores/clock.ts'
import { dropDraft, setView, useView, viewStore } from '../../stores/view.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import ui from '../../ui/ui.module.css'
import css from './report.module.css'

/** Asks when the pager went off: the time to decide is counted from then. */
export function AlertDialog() {
  const open = useView((view) => view.overlay === 'alert')
  if (!open) return null
  return (
    <Dialog title="When did the alert go off?" onClose={() => setView({ overlay: 'none' })}>
      <AlertForm />
    </Dialog>
  )
}

function AlertForm() {
  const [text, setText] = useState('')
  const now = useNowMs()
  const at = typedMoment(text, now)
  const isLate = at !== null && Date.parse(at) > now

  async function save(): Promise<void> {
    if (at === null || isLate) return
    if ((await ask('report.set', { field: 'alertedAt', value: at })) === undefined) return
    // What was being typed into the field of the report is older.
    const { alertedAt } = viewStore.getState().drafts
    if (alertedAt !== undefined) dropDraft('alertedAt', alertedAt)
    setView({ overlay: 'none', said: `Recorded: the alert went off at ${utcSpelled(at)}` })
  }

  return (
    <form
      className={css['alert']}
      onSubmit={(event) => {
        event.preventDefault()
        void save()
      }}
    >
      <label className={css['field']}>
        <span>Time of the alert, UTC</span>
        <input
          className={ui['field']}
          value={text}
          placeholder={utcMinute(new Date(now).toISOString())}
          data-testid="alert-time"
          autoComplete="off"
          spellCheck={false}
          onChange={(event) => setText(event.target.value)}
        />
      </label>
      <p className="dim" aria-live="polite">
        {at === null
          ? 'As 02:05, or with its day and zone as 2026-03-14T02:05Z.'
          : isLate
            ? 'That is still to come.'
            : `${utcSpelled(at, { dated: true })}. It stands in the report, and the time to decide counts from it.`}
      </p>
      <div className={ui['row']}>
        <Button type="submit" disabled={at === null || isLate}>
          Record the time
        </Button>
      </div>
    </form>
  )
}
