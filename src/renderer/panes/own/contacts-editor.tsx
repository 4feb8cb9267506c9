import { ask } from '../../stores/ask.ts'
import { say, setView, useView } from '../../stores/view.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import css from './own.module.css'

/** Edits the contacts in the window, on systems that have no editor to open the file in. */
export function ContactsEditor() {
  const open = useView((view) => view.overlay === 'contacts')
  const text = useView((view) => view.contactsText)
  if (!open) return null
  async function save(): Promise<void> {
    if ((await ask('contacts.save', { text })) === undefined) return
    setView({ overlay: 'none' })
    say('Saved the contacts')
  }
  return (
    <Dialog title="Edit contacts" onClose={() => setView({ overlay: 'none' })}>
      <form
        className={css['editor']}
        onSubmit={(event) => {
          event.preventDefault()
          void save()
        }}
      >
        <p className="dim">No editor of the system could be opened for this file. It is YAML, or JSON.</p>
        <textarea
          aria-label="Contacts"
          spellCheck={false}
          rows={18}
          value={text}
          onChange={(event) => setView({ contactsText: event.target.value })}
          onKeyDown={(event) => {
            if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) void save()
          }}
        />
        <Button look="act" type="submit">
          Save the contacts
        </Button>
      </form>
    </Dialog>
  )
}
