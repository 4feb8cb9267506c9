import type { Plan } from '../../../contract/index.ts'
import { Unbroken } from '../../ui/unbroken.tsx'
import css from './plan.module.css'

/** What has to be known before approving, in a few words each. */
export function Facts({ plan }: { readonly plan: Plan }) {
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
        <dd>{plan.inverse?.text ?? 'not possible'}</dd>
      </div>
      <div title={plan.withoutYou.detail}>
        <dt>Without you</dt>
        <dd>{plan.withoutYou.text}</dd>
      </div>
    </dl>
  )
}
