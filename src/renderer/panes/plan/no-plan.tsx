import { useState } from 'react'
import type { LeverView, Verdict } from '../../../contract/index.ts'
import { asksForChange } from '../../../contract/verdict.ts'
import { formatDuration } from '../../../contract/words/format-duration.ts'
import { ask } from '../../stores/ask.ts'
import { useWallMs } from '../../stores/clock.ts'
import { Button } from '../../ui/button.tsx'
import { Unbroken } from '../../ui/unbroken.tsx'
import css from './plan.module.css'

const heads: Readonly<Record<LeverView['state'], string>> = {
  recommended: 'recommended',
  possible: 'possible',
  needsChoice: 'your choice',
  refused: 'refused',
  notNeeded: 'not needed',
  planning: 'planning',
  failed: 'not planned'
}

/** The lever without a plan: being planned, waiting for a choice, refused with its reason, or not needed. */
export function NoPlan({
  lever,
  verdict,
  offline,
  saidAbove = false,
  bare = false
}: {
  readonly lever: LeverView | undefined
  readonly verdict: Verdict | null
  /** Why nothing can be planned; null while the cluster is reached. */
  readonly offline: string | null
  /** A notice above gives the same reason. */
  readonly saidAbove?: boolean
  /** It is a part of another card. */
  readonly bare?: boolean
}) {
  if (lever === undefined) return null
  const quiet = verdict !== null && !asksForChange(verdict.level)
  const plannable =
    lever.state === 'possible' ||
    lever.state === 'recommended' ||
    lever.state === 'failed' ||
    lever.state === 'notNeeded'
  return (
    <section
      className={css[bare ? 'bare' : 'card']}
      data-testid="lever-card"
      data-state={lever.state}
      aria-label={lever.title}
    >
      <header>
        <div>
          <h2>{lever.title}</h2>
          {lever.state === 'planning' ? (
            <Planning reason={lever.reason} />
          ) : (
            <p>{saidAbove ? 'For the reason above.' : <Unbroken text={lever.reason} />}</p>
          )}
          {lever.source !== undefined && (
            <p className={css['source']}>
              Source: <code>{lever.source}</code>
            </p>
          )}
        </div>
        <span className={css['tag']} data-state={lever.state}>
          {lever.state === 'refused' && '✕ '}
          {heads[lever.state]}
        </span>
      </header>
      {plannable && (
        <footer>
          <span className={css['hint']}>
            {offline !== null
              ? offline
              : lever.state === 'notNeeded'
                ? 'A plan shows whether that would be possible: it reads, and asks for a dry run.'
                : quiet
                  ? 'Planning reads and previews only. Nothing is sent until you approve.'
                  : 'Nothing is sent until you approve the exact plan.'}
          </span>
          <Button
            look="ghost"
            disabled={offline !== null}
            keys={lever.state === 'failed' ? 'a' : undefined}
            onClick={() => void ask('plan.prepare', { lever: lever.id })}
          >
            {words(lever, quiet)}
          </Button>
        </footer>
      )}
    </section>
  )
}

/** What is awaited, and for how long. */
function Planning({ reason }: { readonly reason: string }) {
  const [begunAt] = useState(() => Date.now())
  const wall = useWallMs()
  return (
    <p role="status">
      {wall - begunAt >= 1_000 ? `${reason.replace(/\.$/, '')}: ${formatDuration(wall - begunAt)} so far.` : reason}
    </p>
  )
}

function words({ state, verb }: LeverView, quiet: boolean): string {
  if (state === 'failed') return 'Plan again'
  if (state === 'notNeeded') return `Check readiness: plan to ${verb}`
  return quiet ? `Plan to ${verb} all the same` : `Plan to ${verb}`
}
