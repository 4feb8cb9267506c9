import { useState } from 'react'
import type { Plan } from '../../../contract/index.ts'
import { formatDuration } from '../../../contract/words/format-duration.ts'
import { Button } from '../../ui/button.tsx'
import ui from '../../ui/ui.module.css'
import { approve } from './approve.ts'
import css from './plan.module.css'
import { WhyNot } from './why-not.tsx'
import type { Obstacle } from './why-not-approvable.ts'

interface Props {
  readonly plan: Plan
  readonly text: string
  readonly cancelMs: number
  readonly why: Obstacle | null
}

/** From this many letters on the field has a row of its own. */
const longText = 28

/** The button wakes up when the service and the environment have been typed. */
export function TypeToApprove({ plan, text, cancelMs, why }: Props) {
  const [typed, setTyped] = useState('')
  const [sent, setSent] = useState(false)
  // Taken away under somebody's fingers, the field would leave the next letters to the keys of the window.
  const [touched, setTouched] = useState(false)
  const armed = typed === text && why === null && !sent

  async function send(): Promise<void> {
    if (!armed) return
    setSent(true)
    if (!(await approve(plan, { kind: 'typed', text: typed }))) setSent(false)
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
      {(why === null || touched) && (
        <label>
          <span className={css['hint']} data-armed={armed}>
            {armed ? `Armed. After approving you have ${formatDuration(cancelMs)} to cancel.` : `Type ${text} to arm`}
          </span>
          <input
            className={ui['field']}
            data-testid="arm-input"
            data-long={text.length > longText}
            aria-label={`Type ${text} to arm`}
            value={typed}
            spellCheck={false}
            autoComplete="off"
            autoCapitalize="off"
            readOnly={why !== null}
            onFocus={() => setTouched(true)}
            onChange={(event) => setTyped(event.target.value)}
            onPaste={(event) => event.preventDefault()}
          />
        </label>
      )}
      <Button type="submit" disabled={!armed} data-testid="approve-button">
        {plan.title}
      </Button>
    </form>
  )
}
