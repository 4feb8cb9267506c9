import type { ReactNode, ToggleEvent } from 'react'
import { useRef } from 'react'

interface Props {
  readonly summary: ReactNode
  readonly children: ReactNode
  readonly className?: string | undefined
  readonly testId?: string
  /** Set from outside; left out, it begins closed and is the reader's own. */
  readonly open?: boolean
  readonly onToggle?: (open: boolean) => void
}

/** Something shown on demand. What opens below the edge of what can be seen is brought into view. */
export function Disclosure({ summary, children, className, testId, open, onToggle }: Props) {
  // What is open from the start is where the layout put it.
  const wasOpen = useRef(open ?? false)
  function toggled(event: ToggleEvent<HTMLDetailsElement>): void {
    const details = event.currentTarget
    onToggle?.(details.open)
    if (details.open && !wasOpen.current) details.scrollIntoView({ block: 'nearest' })
    wasOpen.current = details.open
  }
  return (
    <details className={className} data-testid={testId} open={open} onToggle={toggled}>
      <summary>{summary}</summary>
      {children}
    </details>
  )
}
