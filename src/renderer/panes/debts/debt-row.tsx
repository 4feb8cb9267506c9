import { useId, useRef, useState } from 'react'
import type { OwedDebt } from '../../../contract/index.ts'
import { ask, copy } from '../../stores/ask.ts'
import { say } from '../../stores/view.ts'
import { Age } from '../../ui/age.tsx'
import { Button } from '../../ui/button.tsx'
import { CommandText } from '../../ui/command-text.tsx'
import ui from '../../ui/ui.module.css'
import css from './debts.module.css'

/** One debt: the command that settles it, and the two ways to put it away with a word. */
export function DebtRow({ debt }: { readonly debt: OwedDebt }) {
  const { id, text, command, openedAt, handedOver } = debt
  const [note, setNote] = useState('')
  const [to, setTo] = useState('')
  const [missing, setMissing] = useState<'note' | 'to' | null>(null)
  const noteField = useRef<HTMLInputElement>(null)
  const toField = useRef<HTMLInputElement>(null)
  const name = useId()
  const why = useId()
  async function settle(): Promise<void> {
    setMissing(note.trim() === '' ? 'note' : null)
    if (note.trim() === '') return noteField.current?.focus()
    if ((await ask('debt.settle', { id, note })) !== undefined) say('Recorded as settled')
  }
  async function handOver(): Promise<void> {
    setMissing(to.trim() === '' ? 'to' : null)
    if (to.trim() === '') return toField.current?.focus()
    if ((await ask('debt.handOver', { id, to, note })) !== undefined) say(`Handed over to ${to}`)
  }
  return (
    <li data-testid="debt-row" data-debt={id} aria-labelledby={name}>
      <p id={name} className={css['text']}>
        <b>{text}</b>{' '}
        {openedAt !== null && (
          <span className="dim">
            since <Age at={openedAt} />
          </span>
        )}
      </p>
      {handedOver !== undefined && (
        <p>
          Handed over to {handedOver.to}
          {handedOver.note !== '' && `: ${handedOver.note}`}
        </p>
      )}
      {command !== '' && (
        <div className={css['command']}>
          <CommandText command={command} />
          <Button
            look="small"
            aria-label={`Copy the command: ${text}`}
            onClick={() => void copy({ kind: 'debtCommand', id }, 'what settles it')}
          >
            Copy
          </Button>
        </div>
      )}
      <div className={css['form']}>
        <label>
          Note: what was done, or what is to be known
          <input
            ref={noteField}
            className={ui['field']}
            maxLength={4_000}
            value={note}
            aria-invalid={missing === 'note'}
            aria-describedby={missing === 'note' ? why : undefined}
            onChange={(event) => setNote(event.target.value)}
          />
        </label>
        <label>
          To whom
          <input
            ref={toField}
            className={ui['field']}
            maxLength={200}
            value={to}
            aria-invalid={missing === 'to'}
            aria-describedby={missing === 'to' ? why : undefined}
            onChange={(event) => setTo(event.target.value)}
          />
        </label>
      </div>
      {missing !== null && (
        <p id={why} className="unk" role="alert">
          {missing === 'note' ? 'Say first in the note what was done.' : 'Say first to whom it is handed over.'}
        </p>
      )}
      <div className={css['buttons']}>
        <Button look="small" onClick={() => void settle()}>
          It is settled
        </Button>
        <Button look="small" onClick={() => void handOver()}>
          Hand it over
        </Button>
      </div>
    </li>
  )
}
