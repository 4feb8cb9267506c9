import type { ServiceView } from '../../../contract/index.ts'
import css from './run.module.css'

/** What is left behind: whoever else writes this Deployment will put its own version back. */
export function Debts({ service }: { readonly service: ServiceView }) {
  if (service.ownership.state !== 'value') return null
  const debts = service.ownership.value.owners.filter(({ role }) => role === 'gitops' || role === 'controller')
  return debts.map((owner) => (
    <p key={owner.name} className={css['debt']} data-testid="debt">
      Left behind: {owner.name}. {owner.effect}
    </p>
  ))
}
