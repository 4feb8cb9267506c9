import { useEffect, useRef, useState } from 'react'
import type { Plan } from '../../../contract/index.ts'
import { formatDuration } from '../../../contract/words/format-duration.ts'
import { Button } from '../../ui/button.tsx'
import { approve } from './approve.ts'
import { approvalFocus, takeAwaitedFocus } from './go-to-approval.ts'
import css from './plan.module.css'
import { useHold } from './use-hold.ts'
import { WhyNot } from './why-not.tsx'
import type { Obstacle } from './why-not-approvable.ts'

interface Props {
  readonly plan: Plan
  readonly holdMs: number
  readonly why: Obstacle | null
}

/** Staging: hold the button, by pointer or with space or enter. */
export function HoldToApprove({ plan, holdMs, why }: Props) {
  const [sent, setSent] = useState(false)
  const hold = useHold(holdMs, (heldMs) => {
    setSent(true)
    void approve(plan, { kind: 'held', heldMs }).then((taken) => {
      if (!taken) setSent(false)
    })
  })
  const button = useRef<HTMLButtonElement>(null)
  useEffect(() => {
    if (why === null) takeAwaitedFocus(button.current)
  }, [why])
  const isHoldKey = (key: string) => key === ' ' || key === 'Enter'
  return (
    <div className={css['arming']}>
      {why === null ? (
        <label>
          <span className={css['hint']}>Hold for {formatDuration(holdMs)}; letting go before sends nothing.</span>
          <progress max={1} value={hold.progress} aria-label="How long it has been held" />
        </label>
      ) : (
        <WhyNot why={why} />
      )}
      <Button
        ref={button}
        data-testid="approve-button"
        data-focus={why === null ? approvalFocus : undefined}
        disabled={why !== null || sent}
        onPointerDown={hold.start}
        onPointerUp={hold.stop}
        onPointerLeave={hold.stop}
        onBlur={hold.stop}
        onKeyDown={(event) => {
          if (!isHoldKey(event.key)) return
          event.preventDefault()
          if (!event.repeat) hold.start()
        }}
        onKeyUp={(event) => {
          if (isHoldKey(event.key)) hold.stop()
        }}
      >
        Hold: {plan.words.title}
      </Button>
    </div>
  )
}
