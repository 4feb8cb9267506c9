import type { LastPlan } from '../../../contract/index.ts'
import { copy } from '../../stores/ask.ts'
import { Age } from '../../ui/age.tsx'
import { Button } from '../../ui/button.tsx'
import { PlanLine } from '../../ui/plan-line.tsx'
import { Unbroken } from '../../ui/unbroken.tsx'
import plan from '../plan/plan.module.css'
import { WhyNot } from '../plan/why-not.tsx'
import css from './offline.module.css'

interface Props {
  readonly last: LastPlan
  /** Why nothing can be sent. */
  readonly why: string
}

/** What was planned last, with its age: to be read out to somebody who can reach the cluster, and not to be approved. */
export function LastPlanCard({ last, why }: Props) {
  return (
    <section className={plan['card']} data-testid="last-plan" aria-label={last.title}>
      <header>
        <div>
          <h2>{last.title}</h2>
          <p>{last.why}</p>
        </div>
        <span className={plan['tag']}>
          planned <Age at={last.plannedAt} />
        </span>
      </header>
      {last.warnings.length > 0 && (
        <ul className={css['warnings']} aria-label="Say this with it">
          {last.warnings.map((text) => (
            <li key={text}>
              <b aria-hidden="true">!</b> <Unbroken text={text} />
            </li>
          ))}
        </ul>
      )}
      <div className={css['commands']}>
        <div>
          <p>Read out to somebody who can reach the cluster:</p>
          <Button look="small" onClick={() => void copy({ kind: 'lastPlan' }, 'what was planned last')}>
            Copy
          </Button>
        </div>
        {last.commands.map((command, index) => (
          <PlanLine key={index} line={command} />
        ))}
      </div>
      <footer>
        <WhyNot why={{ text: why, again: false }} />
        <Button disabled data-testid="approve-button">
          {last.title} …
        </Button>
      </footer>
    </section>
  )
}
