import type { Plan } from '../../../contract/index.ts'
import { ask, copy } from '../../stores/ask.ts'
import { useNowMs } from '../../stores/clock.ts'
import { useFeedPart } from '../../stores/feeds.ts'
import { Button } from '../../ui/button.tsx'
import { AskApproval } from './ask-approval.tsx'
import { Facts } from './plan-facts.tsx'
import { FirstCommand } from './plan-steps.tsx'
import css from './plan.module.css'
import { whyNotApprovable } from './why-not-approvable.ts'

interface Props {
  readonly plan: Plan
  readonly insecure: boolean
  /** Why nothing can be sent; null while the cluster answers. */
  readonly offline: string | null
  /** The exact command, and what it touches, stand beside the approval of it. */
  readonly withCommand?: boolean
  /** In a short column it is one line: everything else of the plan stands above it, and in the approval. */
  readonly short?: boolean
}

/** Approve, or see why not. Always in view. */
export function ActionBar({ plan, insecure, offline, withCommand = false, short = false }: Props) {
  const now = useNowMs()
  const recording = useFeedPart('record', (record) => record.health)?.state !== 'unhealthy'
  const why = whyNotApprovable(plan, { nowMs: now, insecure, recording, offline })
  return (
    <footer
      className={css['bar']}
      data-low={withCommand || undefined}
      data-short={short || undefined}
      data-testid="action-bar"
    >
      {withCommand && <Facts plan={plan} short />}
      {withCommand && <FirstCommand plan={plan} />}
      <AskApproval plan={plan} leftMs={Date.parse(plan.expiresAt) - now} why={why} short={short} />
      {why?.again === true ? (
        <Button keys="a" onClick={() => void ask('plan.prepare', { lever: plan.lever, choice: plan.choice })}>
          Plan again
        </Button>
      ) : (
        <Button
          look={why === null ? 'ghost' : 'act'}
          onClick={() => void copy({ kind: 'planForColleague', planId: plan.id }, 'the plan for a colleague')}
        >
          Copy for a colleague
        </Button>
      )}
    </footer>
  )
}
