import { useId, useState } from 'react'
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
  const name = useId()
  async function settle(): Promise<void> {
    if ((await ask('debt.settle', { id, note })) !== undefined) say('Recorded as settled')
  }
  async function handOver(): Promise<void> {
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
            className={ui['field']}
            maxLength={4_000}
            value={note}
            onChange={(event) => setNote(event.target.value)}
          />
        </label>
        <label>
          To whom
          <input className={ui['field']} maxLength={200} value={to} onChange={(event) => setTo(event.target.value)} />
        </label>
      </div>
      <div className={css['buttons']}>
        <Button look="small" disabled={note.trim() === ''} onClick={() => void settle()}>
          It is settled
        </Button>
        <Button look="small" disabled={to.trim() === ''} onClick={() => void handOver()}>
          Hand it over
        </Button>
      </div>
    </li>
  )
}
