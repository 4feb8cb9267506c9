import type { ServiceView, ShellView } from '../../../contract/index.ts'
import { ChecklistPane } from '../checklist/checklist-pane.tsx'
import { ServiceHeader } from '../header/service-header.tsx'
import { LivePanels } from '../live/live-panels.tsx'
import { MainColumn } from './main-column.tsx'
import { Record } from '../record/record.tsx'

/** The decision: checklist, verdict and plan, live panels, record. */
export function ConsoleScreen({ shell, service }: { readonly shell: ShellView; readonly service: ServiceView }) {
  return (
    <>
      <ServiceHeader shell={shell} service={service} />
      <ChecklistPane />
      <MainColumn shell={shell} service={service} />
      <LivePanels service={service} />
      <Record />
    </>
  )
}
