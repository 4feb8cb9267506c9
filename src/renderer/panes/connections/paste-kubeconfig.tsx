import { useState } from 'react'
import { ask } from '../../stores/ask.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import ui from '../../ui/ui.module.css'
import css from './connections.module.css'

interface Props {
  /** Replaces this connection instead of adding one. */
  readonly replaces?: string
  readonly onClose: () => void
}

/** Takes a pasted kubeconfig, or lets main show its file dialog. */
export function PasteKubeconfig({ replaces, onClose }: Props) {
  const [text, setText] = useState('')
  async function paste(): Promise<void> {
    const answer =
      replaces === undefined
        ? await ask('connection.importText', { text })
        : await ask('connection.replaceText', { connectionId: replaces, text })
    if (answer !== undefined) onClose()
  }
  async function choose(): Promise<void> {
    const answer = await ask('connection.importFile', {})
    if (answer) onClose()
  }
  return (
    <Dialog title={replaces === undefined ? 'Another kubeconfig' : 'Replace this kubeconfig'} onClose={onClose}>
      <form
        className={css['paste']}
        onSubmit={(event) => {
          event.preventDefault()
          void paste()
        }}
      >
        <label>
          <span>Paste the kubeconfig (YAML or JSON). It goes to the keychain and is not shown again.</span>
          <textarea
            className={ui['field']}
            rows={10}
            value={text}
            spellCheck={false}
            autoComplete="off"
            onChange={(event) => setText(event.target.value)}
          />
        </label>
        <div className={ui['row']}>
          <Button type="submit" disabled={text.trim() === ''}>
            {replaces === undefined ? 'Import what I pasted' : 'Replace with what I pasted'}
          </Button>
          {replaces === undefined && (
            <Button look="ghost" onClick={() => void choose()}>
              Choose a file
            </Button>
          )}
        </div>
      </form>
    </Dialog>
  )
}
