import { useState } from 'react'
import type { Run } from '../../../contract/index.ts'
import { ask } from '../../stores/ask.ts'
import { useFeed } from '../../stores/feeds.ts'
import { setView, useView } from '../../stores/view.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import ui from '../../ui/ui.module.css'
import css from './run.module.css'

/** Takes the operator's word, with what was seen where, for what nothing measures. */
export function VouchDialog() {
  const runId = useView((view) => view.vouching)
  const run = useFeed('run')
  if (!run || runId !== run.id) return null
  return (
    <Dialog title={`Vouch for: ${run.words.title}`} onClose={() => setView({ vouching: null })}>
      <VouchForm run={run} />
    </Dialog>
  )
}

function VouchForm({ run }: { readonly run: Run }) {
  const [note, setNote] = useState('')
  const operator = useFeed('shell')?.operator ?? ''
  const isEmpty = note.trim() === ''
  async function vouch(): Promise<void> {
    if (isEmpty) return
    if ((await ask('run.attest', { runId: run.id, note })) !== undefined) setView({ vouching: null, said: 'Recorded' })
  }
  return (
    <form
      className={css['vouch']}
      onSubmit={(event) => {
        event.preventDefault()
        void vouch()
      }}
    >
      <p>
        Backout has not measured that users are well. Record and report will say that {operator} vouches for it, and
        why.
      </p>
      <label>
        What did you see, and where?
        <textarea
          className={ui['field']}
          rows={3}
          maxLength={4_096}
          placeholder="Errors back at 0.1 % in Grafana, board Checkout, since 02:31"
          value={note}
          onChange={(event) => setNote(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) void vouch()
          }}
        />
      </label>
      <div>
        <Button type="submit" disabled={isEmpty}>
          I vouch for it
        </Button>{' '}
        <span className="dim">ctrl or cmd enter</span>
      </div>
    </form>
  )
}
