import { useFeed } from '../../stores/feeds.ts'
import { setView } from '../../stores/view.ts'
import { Age } from '../../ui/age.tsx'
import { Button } from '../../ui/button.tsx'
import css from './debts.module.css'

const mostShown = 2

/** What earlier runs owe, pinned on every screen until it is settled or handed over. */
export function LeftBehind() {
  const open = (useFeed('debts') ?? []).filter(({ handedOver }) => handedOver === undefined)
  if (open.length === 0) return null
  const more = open.length - mostShown
  return (
    <section className={css['pinned']} aria-label="Left behind" data-testid="left-behind">
      <ul>
        {open.slice(0, mostShown).map(({ id, text, openedAt }) => (
          <li key={id} data-testid="owed">
            <b>Left behind:</b> {openedAt === null ? text : text.replace(/\.$/, '')}
            {openedAt !== null && (
              <>
                , since <Age at={openedAt} />
              </>
            )}
          </li>
        ))}
        {more > 0 && <li>and {more} more</li>}
      </ul>
      <Button look="small" onClick={() => setView({ overlay: 'debts' })}>
        Settle or hand over <kbd>d</kbd>
      </Button>
    </section>
  )
}
