import type { ReactNode } from 'react'
import { useEffect, useId, useLayoutEffect, useRef } from 'react'
import { enterDialog, useView } from '../stores/view.ts'
import { Button } from './button.tsx'
import { KeptApart } from './kept-apart.tsx'
import { LastFailure } from './last-failure.tsx'
import css from './ui.module.css'

interface Props {
  readonly title: string
  readonly onClose: () => void
  /** Its upper edge stays where it is while what is in it grows and shrinks. */
  readonly anchored?: boolean
  readonly children: ReactNode
}

/**
 * A modal dialog: the browser keeps focus inside and Escape closes it. What fails while it is open is shown in it: the
 * page behind cannot be reached, and is not read out.
 */
export function Dialog({ title, onClose, anchored = false, children }: Props) {
  const element = useRef<HTMLDialogElement>(null)
  const id = useId()
  const failure = useView((view) => (view.failedIn === id ? view.failure : null))
  useEffect(() => enterDialog(id), [id])
  // Closed before the page lets go of it: the browser then gives the focus back to where it was.
  useLayoutEffect(() => {
    const dialog = element.current
    if (dialog !== null && !dialog.open) {
      dialog.showModal()
      // The browser would focus the first button, which closes the dialog again.
      dialog.querySelector<HTMLElement>('input, textarea, select')?.focus()
    }
    return () => dialog?.close()
  }, [])
  return (
    <dialog
      ref={element}
      className={css['dialog']}
      data-anchored={anchored}
      aria-label={title}
      onCancel={(event) => {
        event.preventDefault()
        onClose()
      }}
    >
      <header>
        <h2>{title}</h2>
        <Button look="small" onClick={onClose}>
          Close
        </Button>
      </header>
      {failure !== null && (
        <div className={css['failed']}>
          <LastFailure failure={failure} />
        </div>
      )}
      <div className={css['body']} data-focus="dialog" tabIndex={-1}>
        <KeptApart name="What is in this dialog">{children}</KeptApart>
      </div>
    </dialog>
  )
}
