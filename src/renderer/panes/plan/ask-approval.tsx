import { useEffect, useRef } from 'react'
import type { Plan } from '../../../contract/index.ts'
import { formatDuration } from '../../../contract/words/format-duration.ts'
import { ask } from '../../stores/ask.ts'
import { useFeedPart } from '../../stores/feeds.ts'
import { Button } from '../../ui/button.tsx'
import { Expiry } from './expiry.tsx'
import { approvalFocus, takeAwaitedFocus } from './go-to-approval.ts'
import css from './plan.module.css'
import { WhyNot } from './why-not.tsx'
import type { Obstacle } from './why-not-approvable.ts'

interface Props {
  readonly plan: Plan
  /** Until the plan expires. */
  readonly leftMs: number
  readonly why: Obstacle | null
  /** How it is approved is said where it is. */
  readonly short?: boolean
}

/** Has main ask for the approval, in a view of its own over this page: nothing in here approves. */
export function AskApproval({ plan, leftMs, why, short = false }: Props) {
  const isAsked = useFeedPart('shell', (shell) => shell.approving !== null) === true
  const button = useRef<HTMLButtonElement>(null)
  useEffect(() => {
    if (why === null) takeAwaitedFocus(button.current)
  }, [why])
  return (
    <div className={css['arming']}>
      {why === null ? (
        <p className={css['hint']} data-testid="arm-hint" role={isAsked ? 'status' : undefined}>
          {isAsked ? 'Waiting for you to approve, over this page. Esc there calls it off.' : !short && howTo(plan)}
          <Expiry leftMs={leftMs} />
        </p>
      ) : (
        <WhyNot why={why} />
      )}
      <Button
        ref={button}
        data-testid="approve-button"
        title={short ? plan.words.title : undefined}
        keys={why === null ? 'a' : undefined}
        data-focus={why === null ? approvalFocus : undefined}
        disabled={why !== null}
        aria-busy={isAsked}
        onClick={() => {
          if (!isAsked) void ask('run.approve', { planId: plan.id, digest: plan.digest })
        }}
      >
        {plan.words.title} …
      </Button>
    </div>
  )
}

function howTo({ approval }: Plan) {
  if (approval.kind === 'hold') {
    return <>Asks over this page, outside its reach: a button held for {formatDuration(approval.holdMs)}.</>
  }
  return (
    <>
      Asks over this page, outside its reach: type <code>{approval.text}</code>.
    </>
  )
}
