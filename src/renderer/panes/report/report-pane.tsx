import type { ReportField } from '../../../contract/index.ts'
import { reportFields } from '../../../contract/record.ts'
import { useFeedPart } from '../../stores/feeds.ts'
import { useReport } from '../../stores/report.ts'
import css from './report.module.css'
import { PreventionSection } from './prevention-section.tsx'
import { ReportText } from './report-text.tsx'
import { ReportFieldInput } from './report-field-input.tsx'

const titles: Readonly<Record<ReportField, string>> = {
  trigger: 'Trigger',
  startedAt: 'Started (UTC)',
  alertedAt: 'Alert went off (UTC)',
  detectedAt: 'Detected (UTC)',
  restoredAt: 'Restored (UTC)',
  impact: 'Impact',
  rootCause: 'Root cause',
  actionItems: 'Action items'
}

/** The report: fields to fill in on the left, the Markdown as it will be saved on the right. Needs no network. */
export function ReportPane() {
  const report = useReport()
  const environment = useFeedPart('shell', (shell) => shell.environment) ?? null
  const hasService = useFeedPart('service', (service) => service !== null) ?? false
  const about =
    environment === null || hasService
      ? ''
      : `About all that was done in ${environment.name} since it was opened. A service that is open has a report of its own.`
  if (report === null) return null
  return (
    <div className={css['report']}>
      <div className={css['fields']} data-focus="report" tabIndex={0} role="group" aria-label="Fields of the report">
        {about !== '' && <p data-testid="report-about">{about}</p>}
        <p className={css['missing']}>
          {report.missing.length === 0
            ? 'Every field is filled in.'
            : `Not recorded yet: ${report.missing.map((field) => titles[field]).join(', ')}.`}
        </p>
        {reportFields.map((field) => (
          <ReportFieldInput key={field} field={field} title={titles[field]} value={report.fields[field]} />
        ))}
        <PreventionSection />
      </div>
      <ReportText markdown={report.markdown} />
    </div>
  )
}
