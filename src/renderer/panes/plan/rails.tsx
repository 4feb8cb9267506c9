import type { Change, LeverView, Share } from '../../../contract/index.ts'
import { isStale, lastValue } from '../../../contract/observed.ts'
import { useNowMs, useStaleLimitMs } from '../../stores/clock.ts'
import css from './plan.module.css'

type Shares = Extract<Change, { readonly kind: 'shares' }>

/**
 * What the lever moves, now and after: one bar each. What there is of each part stays true for a while, so a lost link
 * leaves the last reading; how it is does not.
 */
export function Rails({ change, lever }: { readonly change: Shares; readonly lever: LeverView | undefined }) {
  const now = useNowMs()
  const limitMs = useStaleLimitMs('objects')
  const present = lever?.present
  const isFresh = present?.state === 'value' && !isStale(present.observedAt, new Date(now), limitMs)
  const parts = (present && lastValue(present)) ?? change.before
  const shown = isFresh ? parts : parts.map(unread(change.unit))
  return (
    <div className={css['rails']} data-testid="rails" aria-label={change.title}>
      <span>Now</span>
      <Rail parts={shown} unit={change.unit} />
      <span>After</span>
      <Rail parts={change.after} unit={change.unit} />
    </div>
  )
}

function unread(unit: Shares['unit']) {
  return (share: Share): Share => ({
    ...share,
    detail: unit === '%' ? 'not read now' : `${unit} not read now`,
    tone: 'unknown'
  })
}

/** Pods are counted in the words about them already. */
function withPercent({ label, value }: Share, unit: Shares['unit']): string {
  return unit === '%' && value !== null ? `${label} ${value} %` : label
}

/** As many as the style sheet has classes for: the page may set no widths of its own. */
const spans = 12

/** Parts as wide as their share; what has none is left out, beside others that have. */
function Rail({ parts, unit }: { readonly parts: readonly Share[]; readonly unit: Shares['unit'] }) {
  const total = parts.reduce((sum, { value }) => sum + (value ?? 1), 0)
  const scale = total > spans ? spans / total : 1
  const shown = total === 0 ? parts : parts.filter(({ value }) => value !== 0)
  return (
    <ul className={css['rail']}>
      {shown.map((part) => (
        <li
          key={`${part.label} ${part.tone}`}
          className={css[`span-${Math.min(spans, Math.max(1, Math.round((part.value ?? 1) * scale)))}`]}
          data-health={part.tone}
        >
          {[withPercent(part, unit), part.detail].filter((text) => text !== '').join(' · ')}
        </li>
      ))}
    </ul>
  )
}
