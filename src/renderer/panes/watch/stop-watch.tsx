import { useState } from 'react'
import { ask } from '../../stores/ask.ts'
import { Button } from '../../ui/button.tsx'
import ui from '../../ui/ui.module.css'
import css from './watch.module.css'

/** Ends a watch before its time, with a reason for the record. */
export function StopWatch({ id, onDone }: { readonly id: string; readonly onDone: () => void }) {
  const [note, setNote] = useState('')
  async function stop(): Promise<void> {
    if (note.trim() !== '' && (await ask('watch.stop', { id, note })) !== undefined) onDone()
  }
  return (
    <form
      className={css['stop']}
      onSubmit={(event) => {
        event.preventDefault()
        void stop()
      }}
    >
      <label>
        Why does nobody have to watch it any more?
        <input
          className={ui['field']}
          maxLength={4_096}
          placeholder="Watched by the day shift from now on"
          value={note}
          onChange={(event) => setNote(event.target.value)}
        />
      </label>
      <Button type="submit" look="ghost" disabled={note.trim() === ''}>
        Stop it, and record why
      </Button>
    </form>
  )
}
