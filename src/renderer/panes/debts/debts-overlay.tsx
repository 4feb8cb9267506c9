import { useFeed } from '../../stores/feeds.ts'
import { setView, useView } from '../../stores/view.ts'
import { Dialog } from '../../ui/dialog.tsx'
import { DebtRow } from './debt-row.tsx'
import css from './debts.module.css'

/** Everything that is owed in the cluster on the screen, with what settles it. */
export function DebtsOverlay() {
  const open = useView((view) => view.overlay === 'debts')
  const debts = useFeed('debts') ?? []
  if (!open) return null
  return (
    <Dialog title="Left behind" onClose={() => setView({ overlay: 'none' })}>
      <p className="dim">
        A run that puts it right settles it by itself. What you settle or hand over here is written down with your
        words.
      </p>
      {debts.length === 0 && <p>Nothing is owed any more.</p>}
      <ul className={css['debts']}>
        {debts.map((debt) => (
          <DebtRow key={debt.id} debt={debt} />
        ))}
      </ul>
    </Dialog>
  )
}
