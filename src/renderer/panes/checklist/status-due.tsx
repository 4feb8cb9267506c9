import { asksForChange } from '../../../contract/index.ts'
import { useNowMs } from '../../stores/clock.ts'
import { useFeed } from '../../stores/feeds.ts'
import { Button } from '../../ui/button.tsx'
import css from './checklist.module.css'
import { copyStatusUpdate } from './copy-status-update.ts'
import { updateDue } from './update-due.ts'

/** When the next status update is due, and the button that makes it; works with everything unreachable. */
export function StatusDue() {
  const update = useFeed('checklist')?.update ?? null
  const verdict = useFeed('verdict') ?? null
  const run = useFeed('run') ?? null
  const now = useNowMs()
  const isGoingOn = asksForChange(verdict?.level) || (run !== null && run.state !== 'settled')
  const due = updateDue(update, isGoingOn, now)
  if (due === null) return null
  return (
    <p className={css['due']} data-testid="status-due" data-tone={due.tone}>
      <span className={due.tone === 'dim' ? undefined : due.tone}>{due.text}</span>{' '}
      <Button look="small" keys="y" onClick={() => copyStatusUpdate()}>
        Copy<span className="offscreen"> a status update</span>
      </Button>
    </p>
  )
}
