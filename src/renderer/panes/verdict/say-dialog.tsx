import { useState } from 'react'
import type { ReportedSignal, ReportState, ServiceRef, Verdict } from '../../../contract/index.ts'
import { ask } from '../../stores/ask.ts'
import { useFeed } from '../../stores/feeds.ts'
import { setView, useView } from '../../stores/view.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import ui from '../../ui/ui.module.css'
import css from './verdict.module.css'

const titles = {
  securityIncident: 'Security vulnerability or incident',
  customerReports: 'Customers report trouble',
  decline: 'Do not act, for now'
} as const

/** What nothing measures and a person says: a report that a row of the matrix judges, or the decision not to act. */
export function SayDialog() {
  const saying = useView((view) => view.saying)
  const service = useFeed('service')
  const verdict = useFeed('verdict') ?? null
  if (saying === null || !service) return null
  return (
    <Dialog title={`${titles[saying]}: ${service.ref.name}`} onClose={close}>
      {saying === 'decline' ? (
        <DeclineForm service={service.ref} verdict={verdict} />
      ) : (
        <ReportForm service={service.ref} signal={saying} verdict={verdict} />
      )}
    </Dialog>
  )
}

function close(): void {
  setView({ saying: null })
}

function Who({ who, onChange }: { readonly who: string; readonly onChange: (who: string) => void }) {
  return (
    <label>
      Who says so?
      <input
        className={ui['field']}
        maxLength={200}
        value={who}
        onChange={(event) => {
          onChange(event.target.value)
        }}
      />
    </label>
  )
}

interface ReportProps {
  readonly service: ServiceRef
  readonly signal: ReportedSignal
  readonly verdict: Verdict | null
}

function ReportForm({ service, signal, verdict }: ReportProps) {
  const operator = useFeed('shell')?.operator ?? ''
  const [who, setWho] = useState(operator)
  const [note, setNote] = useState('')
  const rows = (verdict?.judgements ?? []).filter((row) => row.signal === signal)
  // Said before a change it waits, and is as much to be taken back.
  const isOn = rows.some(({ result }) => result === 'fires' || result === 'waits')
  async function say(state: ReportState): Promise<void> {
    if (who.trim() === '') return
    const said = await ask('signal.report', { ref: service, signal, state, who, note })
    if (said !== undefined) setView({ saying: null, said: 'Recorded' })
  }
  return (
    <form
      className={css['say']}
      onSubmit={(event) => {
        event.preventDefault()
        void say('reported')
      }}
    >
      {rows[0] && <p>Now: {rows[0].evidence}.</p>}
      {signal === 'customerReports' && (
        <p>
          Recorded, it asks to prepare to roll back. Confirmed, it asks to roll back now.{' '}
          {isOn && 'Said to be better, it asks for nothing any more.'}
        </p>
      )}
      <label>
        What is it? A ticket, a name, a number.
        <textarea
          className={ui['field']}
          rows={3}
          maxLength={4_096}
          value={note}
          onChange={(event) => {
            setNote(event.target.value)
          }}
        />
      </label>
      <Who who={who} onChange={setWho} />
      <div className={ui['row']}>
        <Button type="submit" disabled={who.trim() === ''}>
          Record it
        </Button>
        {signal === 'customerReports' && (
          <Button look="ghost" disabled={who.trim() === ''} onClick={() => void say('confirmed')}>
            It is confirmed
          </Button>
        )}
        {isOn && (
          <Button look="ghost" disabled={who.trim() === ''} onClick={() => void say('better')}>
            They say that it is better
          </Button>
        )}
        {isOn && (
          <Button look="ghost" disabled={who.trim() === ''} onClick={() => void say('withdrawn')}>
            It was said by mistake
          </Button>
        )}
      </div>
    </form>
  )
}

const choices = [5, 10, 15, 30, 60] as const

function DeclineForm({ service, verdict }: { readonly service: ServiceRef; readonly verdict: Verdict | null }) {
  const operator = useFeed('shell')?.operator ?? ''
  const [who, setWho] = useState(operator)
  const [reason, setReason] = useState('')
  const [minutes, setMinutes] = useState(10)
  const isReady = who.trim() !== '' && reason.trim() !== ''
  async function decline(forMinutes: number): Promise<void> {
    if (!isReady) return
    const said = await ask('verdict.decline', { ref: service, who, reason, minutes: forMinutes })
    if (said !== undefined) setView({ saying: null, said: 'Recorded' })
  }
  return (
    <form
      className={css['say']}
      onSubmit={(event) => {
        event.preventDefault()
        void decline(minutes)
      }}
    >
      <p>It is asked again when the time is over, when another row fires, and when a number gets 1.5 times as bad.</p>
      <label>
        Why not?
        <textarea
          className={ui['field']}
          rows={3}
          maxLength={4_096}
          placeholder="The release has a migration that cannot be taken back; a fix is on its way"
          value={reason}
          onChange={(event) => {
            setReason(event.target.value)
          }}
        />
      </label>
      <Who who={who} onChange={setWho} />
      <label>
        Until when?
        <select
          className={ui['field']}
          value={minutes}
          onChange={(event) => {
            setMinutes(Number(event.target.value))
          }}
        >
          {choices.map((choice) => (
            <option key={choice} value={choice}>
              for {choice} min
            </option>
          ))}
        </select>
      </label>
      <div className={ui['row']}>
        <Button type="submit" disabled={!isReady}>
          Decide not to act
        </Button>
        {verdict?.declined && (
          <Button look="ghost" disabled={!isReady} onClick={() => void decline(0)}>
            Take the decision back
          </Button>
        )}
      </div>
    </form>
  )
}
