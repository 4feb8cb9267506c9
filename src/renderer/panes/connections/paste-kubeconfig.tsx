import { useState } from 'react'
import { useFeedPart } from '../../stores/feeds.ts'
import type { ConnectionView, ShellView } from '../../../contract/index.ts'
import { ask } from '../../stores/ask.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import ui from '../../ui/ui.module.css'
import css from './connections.module.css'

interface Props {
  /** Gives way to the new one instead of standing beside it. */
  readonly replaces?: ConnectionView
  /** What `$KUBECONFIG` holds; null when that cannot be read. */
  readonly found: ShellView['defaultKubeconfig']
  readonly onClose: () => void
  readonly onImported?: () => void
}

/** Takes a pasted kubeconfig, lets main show its file dialog, or lets it read `$KUBECONFIG`. */
export function PasteKubeconfig({ replaces, found, onClose, onImported }: Props) {
  const isKept = useFeedPart('shell', (shell) => shell.keychain.state === 'ready') === true
  const [text, setText] = useState('')
  const target = replaces === undefined ? {} : { replaces: replaces.id }
  async function take(answer: Promise<ConnectionView | null | undefined>): Promise<void> {
    if (!(await answer)) return
    onClose()
    onImported?.()
  }
  return (
    <Dialog title={replaces === undefined ? 'Another kubeconfig' : `Replace ${replaces.label}`} onClose={onClose}>
      <form
        className={css['paste']}
        onSubmit={(event) => {
          event.preventDefault()
          void take(ask('connection.importText', { ...target, text }))
        }}
      >
        <label>
          <span>
            Paste the kubeconfig (YAML or JSON).{' '}
            {isKept
              ? 'It goes to the keychain and is not shown again.'
              : 'It stays in memory, is not shown again, and is gone when Backout ends: the keychain is not there.'}
          </span>
          <textarea
            className={ui['field']}
            rows={10}
            value={text}
            spellCheck={false}
            autoComplete="off"
            onChange={(event) => setText(event.target.value)}
            onKeyDown={(event) => {
              if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return
              event.preventDefault()
              if (text.trim() !== '') event.currentTarget.form?.requestSubmit()
            }}
          />
        </label>
        <div className={ui['row']}>
          <Button type="submit" disabled={text.trim() === ''} keys="ctrl enter">
            {replaces === undefined ? 'Import what I pasted' : 'Replace with what I pasted'}
          </Button>
          <Button look="ghost" onClick={() => void take(ask('connection.importFile', target))}>
            Choose a file
          </Button>
          {replaces !== undefined && found !== null && (
            <Button look="ghost" onClick={() => void take(ask('connection.importDefault', target))}>
              Use {found.path}
            </Button>
          )}
        </div>
      </form>
    </Dialog>
  )
}
