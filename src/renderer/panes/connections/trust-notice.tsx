import type { ReactNode } from 'react'
import { Button } from '../../ui/button.tsx'
import ui from '../../ui/ui.module.css'

interface Props {
  readonly id: string
  readonly approved: boolean
  readonly heading: string
  /** What is trusted, in full. */
  readonly children: ReactNode
  /** Asks for the approval; left out where there is nothing yet that could be approved. */
  readonly onApprove?: (() => void) | undefined
  /** What is approved, for the button: “program”. */
  readonly what: string
}

/** What a kubeconfig brings along and may be used only once the operator has agreed. */
export function TrustNotice({ id, approved, heading, children, onApprove, what }: Props) {
  return (
    <div className={ui['notice']} data-tone={approved ? undefined : 'warn'} data-testid={id}>
      <b aria-hidden="true">{approved ? '✓' : '!'}</b>
      <div>
        <p>
          <b>{heading}</b>
        </p>
        {children}
      </div>
      {!approved && onApprove !== undefined && (
        <Button look="small" onClick={onApprove}>
          Approve this {what}
        </Button>
      )}
    </div>
  )
}
