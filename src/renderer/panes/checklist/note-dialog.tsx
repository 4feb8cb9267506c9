import { useState } from 'react'
import { ask } from '../../stores/ask.ts'
import { useFeed } from '../../stores/feeds.ts'
import { setView, useView } from '../../stores/view.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import ui from '../../ui/ui.module.css'
import css from './checklist.module.css'

/** Takes a note for a task; it goes into the journal and the timeline. */
export function NoteDialog() {
  const taskId = useView((view) => view.note)
  const task = useFeed('checklist')?.tasks.find((each) => each.id === taskId)
  if (taskId === null || task === undefined) return null
  return (
    <Dialog title={`Note: ${task.title}`} onClose={() => setView({ note: null })}>
      <NoteForm taskId={taskId} />
    </Dialog>
  )
}

function NoteForm({ taskId }: { readonly taskId: string }) {
  const [text, setText] = useState('')
  async function save(): Promise<void> {
    if (text.trim() === '') return
    if ((await ask('task.note', { taskId, text })) !== undefined) setView({ note: null, said: 'Note recorded' })
  }
  return (
    <form
      className={css['noteForm']}
      onSubmit={(event) => {
        event.preventDefault()
        void save()
      }}
    >
      <textarea
        className={ui['field']}
        rows={4}
        aria-label="Note"
        maxLength={4_096}
        value={text}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || (!event.ctrlKey && !event.metaKey)) return
          event.preventDefault()
          void save()
        }}
      />
      <div className={ui['row']}>
        <Button type="submit" disabled={text.trim() === ''}>
          Record the note
        </Button>
        <span className="dim">
          <kbd>ctrl</kbd> <kbd>enter</kbd>
        </span>
      </div>
    </form>
  )
}
