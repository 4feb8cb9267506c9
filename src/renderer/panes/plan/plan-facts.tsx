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
      <Three plan={plan} />
      {!short && (
        <div title={plan.withoutYou.detail}>
          <dt>Without you</dt>
          <dd>{plan.withoutYou.text}</dd>
        </div>
      )}
    </dl>
  )
}

/** So many characters of all three together have room in the one line of a bar. */
const lineLength = 90

/** The three that a bar has one line for, whole, where they are longer than that; nothing where they are not. */
export function WholeFacts({ plan }: { readonly plan: Plan }) {
  const { takesEffect, blast, inverse } = plan
  if (takesEffect.length + blast.length + (inverse?.text.length ?? 0) <= lineLength) return null
  return (
    <dl className={css['whole']} data-testid="facts-whole">
      <Three plan={plan} />
    </dl>
  )
}

function Three({ plan }: { readonly plan: Plan }) {
  return (
    <>
      <div title={plan.takesEffect}>
        <dt>Takes effect</dt>
        <dd>
          <Unbroken text={plan.takesEffect} />
        </dd>
      </div>
      <div title={plan.blast}>
        <dt>Touches</dt>
        <dd>{plan.blast}</dd>
      </div>
      <div title={undoText(plan)}>
        <dt>Undo</dt>
        <dd className={plan.inverse === null && isChanging(plan) ? 'warn' : undefined}>{undoText(plan)}</dd>
      </div>
    </>
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
