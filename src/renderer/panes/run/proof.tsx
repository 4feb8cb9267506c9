import type { Check } from '../../../contract/index.ts'
import { utc } from '../../../contract/words/format-time.ts'
import css from './run.module.css'

const glyphs = { True: '✓', False: '✕', Unknown: '?' } as const
const words = { True: 'true', False: 'false', Unknown: 'unknown' } as const

/** Not as it should be, and no reason to doubt the recovery. */
function informs(check: Check): boolean {
  return check.status !== 'True' && !check.blocks
}

/** The checks, each with its evidence and the time of its reading. */
export function Proof({ checks }: { readonly checks: readonly Check[] }) {
  return (
    <ul className={css['proof']} data-testid="proof" aria-label="Proof">
      {checks.map((check) => (
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
