import type { LeverView } from '../../../contract/index.ts'
import plan from '../plan/plan.module.css'
import { WhyNot } from '../plan/why-not.tsx'

/** The lever of which no plan was there, as it stood last. */
export function LastLever({ lever, why }: { readonly lever: LeverView; readonly why: string }) {
  return (
    <section className={plan['card']} data-testid="lever-card" data-state="offline" aria-label={lever.title}>
      <header>
        <div>
          <h2>{lever.title}</h2>
          <p>{lever.reason}</p>
        </div>
        <span className={plan['tag']}>last known</span>
      </header>
      <footer>
        <WhyNot why={{ text: why, again: false }} />
      </footer>
    </section>
  )
}
