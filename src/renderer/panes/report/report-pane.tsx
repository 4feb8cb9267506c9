import type { ReportField } from '../../../contract/index.ts'
import { reportFields } from '../../../contract/record.ts'
import { useReport } from '../../stores/report.ts'
import { visibleText } from '../../ui/visible-text.ts'
import css from './report.module.css'
import { ReportFieldInput } from './report-field-input.tsx'

const titles: Readonly<Record<ReportField, string>> = {
  trigger: 'Trigger',
  startedAt: 'Started (UTC)',
  detectedAt: 'Detected (UTC)',
  restoredAt: 'Restored (UTC)',
  impact: 'Impact',
  rootCause: 'Root cause',
  actionItems: 'Action items'
}

/** The report: fields to fill in on the left, the Markdown as it will be saved on the right. Needs no network. */
export function ReportPane() {
  const report = useReport()
  if (report === null) return null
  return (
    <div className={css['report']}>
      <div className={css['fields']} data-focus="report" tabIndex={0} role="group" aria-label="Fields of the report">
        <p className={css['missing']}>
          {report.missing.length === 0
            ? 'Every field is filled in.'
            : `Not recorded yet: ${report.missing.map((field) => titles[field]).join(', ')}.`}
        </p>
        {reportFields.map((field) => (
          <ReportFieldInput key={field} field={field} title={titles[field]} value={report.fields[field]} />
        ))}
      </div>
      <pre className={css['markdown']} tabIndex={0} aria-label="Report as Markdown" data-testid="report-markdown">
        {visibleText(report.markdown, true)}
      </pre>
    </div>
  )
}
