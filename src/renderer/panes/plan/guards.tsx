import type { Plan } from '../../../contract/index.ts'
import css from './plan.module.css'

const glyphs = { passed: '✓', warning: '!', blocked: '✕' } as const
const words = { passed: 'passed', warning: 'warning', blocked: 'blocked' } as const
const previews = { accepted: 'passed', failed: 'blocked', notRun: 'warning' } as const

/** What was looked at while planning, the server's own dry run among it. */
export function Guards({ plan }: { readonly plan: Plan }) {
  const previewText = plan.preview.text
  const rows = [
    { id: 'preview', status: previews[plan.preview.status], text: previewText },
    ...plan.guards,
    ...plan.annotationChanges.map((text, index) => ({ id: `annotation-${index}`, status: 'warning' as const, text }))
  ]
  return (
    <ul className={css['guards']} aria-label="Looked at before" data-testid="guards">
      {rows.map((row) => (
        <li key={row.id} data-status={row.status}>
          <b aria-hidden="true">{glyphs[row.status]}</b>
          <span>
            <span className="offscreen">{words[row.status]}: </span>
            {row.text}
          </span>
        </li>
      ))}
    </ul>
  )
}
