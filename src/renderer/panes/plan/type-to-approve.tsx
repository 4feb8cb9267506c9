import type { KeyboardEvent, SyntheticEvent } from 'react'
import { useEffect, useLayoutEffect, useRef, useState } from 'react'
import type { Plan } from '../../../contract/index.ts'
import { formatDuration } from '../../../contract/words/format-duration.ts'
import { setView } from '../../stores/view.ts'
import { Button } from '../../ui/button.tsx'
import ui from '../../ui/ui.module.css'
import { approve } from './approve.ts'
import { effectOf } from './effect-of.ts'
import { Expiry } from './expiry.tsx'
import { approvalFocus, takeAwaitedFocus } from './go-to-approval.ts'
import css from './plan.module.css'
import { useTypedApproval } from './use-typed-approval.ts'
import { WhyNot } from './why-not.tsx'
import type { Obstacle } from './why-not-approvable.ts'

interface Props {
  readonly plan: Plan
  readonly text: string
  readonly cancelMs: number
  /** Until the plan expires. */
  readonly leftMs: number
  readonly why: Obstacle | null
}

/** From this many letters on the field has a row of its own. */
const longText = 28

/** The button wakes up when the service and the environment have been typed. */
export function TypeToApprove({ plan, text, cancelMs, leftMs, why }: Props) {
  const { typed, setTyped } = useTypedApproval(effectOf(plan))
  const [sent, setSent] = useState(false)
  const [complaint, setComplaint] = useState<'paste' | 'mismatch' | null>(null)
  // Taken away under somebody's fingers, the field would leave the next letters to the keys of the window.
  const [touched, setTouched] = useState(false)
  const field = useRef<HTMLInputElement>(null)
  const armed = typed === text && why === null && !sent
  const shown = why === null || touched

  useEffect(() => {
    if (shown) takeAwaitedFocus(field.current)
  }, [shown])

  useComingBack(field, sent)

  async function send(): Promise<void> {
    if (!armed) return
    setSent(true)
    if (await approve(plan, { kind: 'typed', text: typed })) setTyped('')
    else setSent(false)
  }

  function refuse(event: SyntheticEvent): void {
    event.preventDefault()
    setComplaint('paste')
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (event.key === 'Enter' && why === null && !sent && typed !== text) setComplaint('mismatch')
  }

  return (
    <form
      className={css['arming']}
      onSubmit={(event) => {
        event.preventDefault()
        void send()
      }}
    >
      {why !== null && <WhyNot why={why} />}
      {shown && (
        <label>
          <span className={css['hint']} data-armed={armed} data-testid="arm-hint">
            {complaint === 'mismatch' && !armed ? (
              <span role="alert" className="warn">
                Does not match <code>{text}</code>
              </span>
            ) : armed ? (
              `Armed. After approving you have ${formatDuration(cancelMs)} to cancel.`
            ) : (
              <>
                Type <code>{text}</code> to arm
              </>
            )}
            {complaint === 'paste' && !armed && (
              <span role="alert" className="warn">
                {' '}
                · Paste is off here
              </span>
            )}
            <Expiry leftMs={leftMs} />
          </span>
          <input
            ref={field}
            className={ui['field']}
            data-testid="arm-input"
            data-focus={why === null ? approvalFocus : undefined}
            data-long={text.length > longText}
            aria-label={`Type ${text} to arm`}
            value={typed}
            spellCheck={false}
            autoComplete="off"
            autoCapitalize="off"
            readOnly={why !== null}
            onFocus={() => setTouched(true)}
            onKeyDown={onKeyDown}
            onChange={(event) => {
              setComplaint(null)
              setTyped(event.target.value)
            }}
            onPaste={refuse}
            onDrop={refuse}
          />
        </label>
      )}
      <Button type="submit" disabled={!armed} data-testid="approve-button">
        {plan.words.title}
      </Button>
    </form>
  )
}

/** A field that goes with its plan while somebody types gets the focus again in the next plan. */
function useComingBack(field: { readonly current: HTMLInputElement | null }, sent: boolean): void {
  const isSent = useRef(sent)
  useLayoutEffect(() => {
    isSent.current = sent
  })
  useLayoutEffect(() => {
    const input = field.current
    return () => {
      if (!isSent.current && input !== null && document.activeElement === input) setView({ awaitsApproval: true })
    }
  }, [field])
}
