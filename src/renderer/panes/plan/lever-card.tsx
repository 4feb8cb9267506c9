import { useEffect, useRef } from 'react'
import type { LeverView, Plan } from '../../../contract/index.ts'
import { FailureNotice } from '../../ui/failure-notice.tsx'
import { useMedia } from '../../ui/use-media.ts'
import { Unbroken } from '../../ui/unbroken.tsx'
import { ActionBar } from './action-bar.tsx'
import { Changes } from './changes.tsx'
import { Facts, WholeFacts, WithoutYou } from './plan-facts.tsx'
import { guardRows, Guards } from './guards.tsx'
import { showWanted } from './go-to-approval.ts'
import { PlanDetails } from './plan-details.tsx'
import { PlanOthers } from './plan-others.tsx'
import { PlanSteps } from './plan-steps.tsx'
import css from './plan.module.css'
import { useShortColumn } from './use-short-column.ts'

interface Props {
  readonly plan: Plan
  readonly lever: LeverView | undefined
  readonly insecure: boolean
  /** Why nothing can be sent; null while the cluster is reached. */
  readonly offline: string | null
  /** It stands below a run: a higher bar would not fit there. */
  readonly below?: boolean
  /** It is a part of another card. */
  readonly bare?: boolean
}

/** Where the command would be below the edge. On a page that scrolls as a whole it has its place. */
const low = '(min-width: 821px) and (min-height: 521px) and (max-height: 820px)'

const words: Partial<Record<LeverView['state'], string>> = {
  recommended: 'recommended',
  possible: 'possible',
  planning: 'planning again',
  refused: 'refused',
  notNeeded: 'not needed now'
}

/** What the plan is to who asked for it: what is left of an earlier one was possible before already, and is no mere possibility. */
function tagOf({ continues }: Plan, lever: LeverView | undefined): string {
  const state = lever?.state ?? 'possible'
  if (state === 'possible' && continues?.how === 'goOn') return 'what is left'
  if (state === 'possible' && continues?.how === 'takeBack') return 'the way back'
  return words[state] ?? 'possible'
}

/** One action with everything that will happen, before it does. */
export function LeverCard({ plan, lever, insecure, offline, below = false, bare = false }: Props) {
  const guards = guardRows(plan)
  const head = useRef<HTMLElement>(null)
  const isShort = useShortColumn(head)
  const isLower = useMedia(low)
  const isLow = isLower && !isShort && !below
  useEffect(() => showWanted(plan.lever, head.current), [plan.lever])
  const denied = plan.preview.failure ?? plan.blocked
  return (
    <section
      className={css[bare ? 'bare' : 'card']}
      data-testid="lever-card"
      data-state={lever?.state ?? 'possible'}
      data-plan={plan.id}
      aria-label={plan.words.title}
    >
      <header ref={head}>
        <div>
          <h2>{plan.words.title}</h2>
          <p>
            <Unbroken text={plan.why} />
          </p>
          {lever?.state === 'notNeeded' && lever.reason !== '' && lever.reason !== plan.why && (
            <p data-testid="why-not-needed">
              <Unbroken text={`Not needed now: ${lever.reason}`} />
            </p>
          )}
        </div>
        <span className={css['name']}>
          <small className="dim">plan {plan.digest.slice(0, 8)}</small>
          <span className={css['tag']}>{tagOf(plan, lever)}</span>
        </span>
      </header>
      {denied !== undefined && (
        <div className={css['denied']}>
          <FailureNotice failure={denied} assertive />
        </div>
      )}
      {guards.against.length > 0 && (
        <div className={css['against']} data-testid="warnings">
          <Guards rows={guards.against} label="What speaks against it" />
        </div>
      )}
      <PlanOthers plan={plan} />
      {!isLow && <Facts plan={plan} />}
      {!isLow && <Changes plan={plan} lever={lever} />}
      <PlanSteps plan={plan} inBar={isLow} />
      {isLow && <Changes plan={plan} lever={lever} />}
      {isLow && <WholeFacts plan={plan} />}
      {isLow && <WithoutYou plan={plan} />}
      {guards.shown.length > 0 && (
        <div data-testid="guards">
          <Guards rows={guards.shown} label="Looked at before" />
        </div>
      )}
      <PlanDetails plan={plan} passed={guards.passed} />
      <ActionBar plan={plan} insecure={insecure} offline={offline} withCommand={isLow} short={isLower && isShort} />
    </section>
  )
}
