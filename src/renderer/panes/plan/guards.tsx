import type { Plan } from '../../../contract/index.ts'
import css from './plan.module.css'

const glyphs = { passed: '✓', warning: '!', blocked: '✕', note: '·' } as const
const words = { passed: 'passed', warning: 'warning', blocked: 'blocked', note: 'to know' } as const
const previews = { accepted: 'passed', failed: 'blocked', notRun: 'warning' } as const

/** What was looked at while planning, the server's own dry run among it. */
export function Guards({ plan }: { readonly plan: Plan }) {
  const rows = [
    { id: 'preview', status: previews[plan.preview.status], text: plan.preview.text },
    ...plan.guards.filter((guard) => guard.text !== plan.preview.text),
    { id: 'without-you', status: 'note' as const, text: `Without you: ${plan.withoutYou.detail}` },
    ...plan.notes.map((text, index) => ({ id: `note-${index}`, status: 'note' as const, text }))
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
