import type { Check } from '../../../contract/index.ts'
import { utc } from '../../../contract/words/format-time.ts'
import css from './run.module.css'

const glyphs = { True: '✓', False: '✕', Unknown: '?' } as const
const words = { True: 'true', False: 'false', Unknown: 'unknown' } as const

/** Not as it should be, and no reason to doubt the recovery. */
function informs(check: Check): boolean {
  return check.status !== 'True' && !check.blocks
}

const rank = { False: 0, Unknown: 1, True: 2 } as const

/** What keeps it from being proved comes first: in a low window the rest may be out of sight. */
function worstFirst(checks: readonly Check[]): readonly Check[] {
  const of = ({ blocks, status }: Check): number => (blocks ? rank[status] : rank.True)
  return checks.toSorted((a, b) => of(a) - of(b))
}

/** The checks, each with its evidence and the time of its reading. */
export function Proof({ checks }: { readonly checks: readonly Check[] }) {
  return (
    <ul className={css['proof']} data-testid="proof" aria-label="Proof">
      {worstFirst(checks).map((check) => (
        <li key={check.name} data-status={check.status} data-check={check.name} data-blocks={check.blocks}>
          <b aria-hidden="true">{informs(check) ? '!' : glyphs[check.status]}</b>
          <span>
            {check.title}
            <span className="offscreen">, {words[check.status]}</span>
            {informs(check) && <em>not needed for the proof</em>}
            {check.evidence !== '' && <small>{check.evidence}</small>}
          </span>
          <span className={css['time']}>{check.status === 'Unknown' ? 'unknown' : utc(check.observedAt)}</span>
        </li>
      ))}
    </ul>
  )
}
