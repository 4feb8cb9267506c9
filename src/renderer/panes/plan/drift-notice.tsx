import type { Plan, Verdict } from '../../../contract/index.ts'
import { useNowMs } from '../../stores/clock.ts'
import ui from '../../ui/ui.module.css'
import { driftSentence } from './drift-sentences.ts'

interface Props {
  readonly plan: Plan
  readonly verdict: Verdict | null
}

/** What a rollback does not bring back, before anyone approves it. */
export function DriftNotice({ plan, verdict }: Props) {
  const nowMs = useNowMs()
  const sentences = plan.drifted.map((one) => driftSentence(one, verdict?.firstCrossedAt ?? null, nowMs))
  if (sentences.length === 0) return null
  return (
    <section className={ui['notice']} data-tone="warn" data-testid="drift-notice" aria-label="Changed configuration">
      <b aria-hidden="true">!</b>
      <div>
        {sentences.map((sentence) => (
          <p key={sentence}>
            <b>{sentence}</b>
          </p>
        ))}
      </div>
    </section>
  )
}
