import { withControlsShown } from '../../ui/controls-shown.ts'
import css from './report.module.css'

/** A report as Markdown, as it is saved. */
export function ReportText({ markdown }: { readonly markdown: string }) {
  return (
    <pre className={css['markdown']} tabIndex={0} aria-label="Report as Markdown" data-testid="report-markdown">
      {withControlsShown(markdown, true)}
    </pre>
  )
}
