import { useEffect } from 'react'
import type { ReportField, ReportView } from '../../../contract/index.ts'
import { ask } from '../../stores/ask.ts'
import { dropDraft, keepDraft, useView } from '../../stores/view.ts'
import ui from '../../ui/ui.module.css'
import css from './report.module.css'

interface Props {
  readonly field: ReportField
  readonly title: string
  readonly value: ReportView['fields'][ReportField]
}

const sources = { operator: 'yours', empty: 'not recorded' } as const
const prefilled: Partial<Record<ReportField, string>> = {
  trigger: 'prefilled from the first crossing',
  startedAt: 'prefilled from the first crossing',
  detectedAt: 'prefilled from the first verdict',
  restoredAt: 'prefilled from the proof',
  impact: 'prefilled from what was measured'
}
const saveAfterMs = 600

/**
 * One field; what is typed is sent to main when the typing pauses or the field is left. What main does not take stays in
 * the field, also while another tab is shown, and is sent again when the field is left again.
 */
export function ReportFieldInput({ field, title, value }: Props) {
  const text = useView((view) => view.drafts[field])
  const shown = text ?? withoutMilliseconds(value.value)

  useEffect(() => {
    if (text === undefined || text === value.value) return
    const timer = setTimeout(() => void ask('report.set', { field, value: text }), saveAfterMs)
    return () => clearTimeout(timer)
  }, [field, text, value.value])

  function leave(): void {
    if (text === undefined) return
    if (text === value.value) dropDraft(field, text)
    else void save(text)
  }

  async function save(typed: string): Promise<void> {
    if ((await ask('report.set', { field, value: typed })) !== undefined) dropDraft(field, typed)
  }

  return (
    <label className={css['field']}>
      <span>
        {title}{' '}
        <small data-source={value.source}>
          {value.source === 'prefilled' ? prefilledBy(field, value) : sources[value.source]}
        </small>
      </span>
      <textarea
        className={ui['field']}
        rows={field.endsWith('At') ? 1 : 2}
        value={shown}
        data-testid={`report-${field}`}
        onChange={(event) => keepDraft(field, event.target.value)}
        onBlur={leave}
      />
    </label>
  )
}

function prefilledBy(field: ReportField, { isEarlier = false }: Props['value']): string {
  return isEarlier ? 'prefilled from the first reading; it began then or earlier' : (prefilled[field] ?? 'prefilled')
}

/** A time as a person writes it; other text as it is. */
function withoutMilliseconds(text: string): string {
  return text.replace(/^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)\.\d+Z$/, '$1Z')
}
