import type { Plan } from '../../../contract/index.ts'
import { Unbroken } from '../../ui/unbroken.tsx'
import css from './plan.module.css'

/**
 * What has to be known before approving, in a few words each.
 * @param short for the bar of a low window: what happens without anybody stands in the plan
 */
export function Facts({ plan, short = false }: { readonly plan: Plan; readonly short?: boolean }) {
  return (
    <dl className={css['facts']} data-testid="facts">
      <div>
        <dt>Takes effect</dt>
        <dd>
          <Unbroken text={plan.takesEffect} />
        </dd>
      </div>
      <div>
        <dt>Touches</dt>
        <dd>{plan.blast}</dd>
      </div>
      <div>
        <dt>Undo</dt>
        <dd className={plan.inverse === null && isChanging(plan) ? 'warn' : undefined}>{undoText(plan)}</dd>
      </div>
      {!short && (
        <div title={plan.withoutYou.detail}>
          <dt>Without you</dt>
          <dd>{plan.withoutYou.text}</dd>
        </div>
      )}
    </dl>
  )
}

/** What becomes of the service when nobody approves, in a line of its own. */
export function WithoutYou({ plan }: { readonly plan: Plan }) {
  return (
    <p className={css['value']} title={plan.withoutYou.detail} data-testid="without-you">
      Without you: <b>{plan.withoutYou.text}</b>
    </p>
  )
}

/** What sends nothing has nothing to take back. */
function undoText(plan: Plan): string {
  if (plan.inverse !== null) return plan.inverse.text
  return isChanging(plan) ? 'not possible' : 'not needed: nothing is changed'
}

function isChanging({ steps }: Plan): boolean {
  return steps.some(({ kind }) => kind === 'do')
}
