import { formatDuration } from '../../contract/words/format-duration.ts'
import { useNowMs } from '../stores/clock.ts'
import { Button } from './button.tsx'
import css from './ui.module.css'

interface Props {
  readonly text: string
  readonly sinceAt: string
  /** Shows a button that stops the waiting. */
  readonly onStop?: (() => void) | undefined
}

/** What is awaited and for how long. */
export function Waiting({ text, sinceAt, onStop }: Props) {
  const now = useNowMs()
  return (
    <p className={css['waiting']} role="status">
      Waiting for {text}, {formatDuration(now - Date.parse(sinceAt))}{' '}
      {onStop !== undefined && (
        <Button look="small" onClick={onStop}>
          Stop waiting
        </Button>
      )}
    </p>
  )
}
