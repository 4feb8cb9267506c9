import type { ServiceView, ShellView } from '../../../contract/index.ts'
import { ChecklistPane } from '../checklist/checklist-pane.tsx'
import { ServiceHeader } from '../header/service-header.tsx'
import { LivePanels } from '../live/live-panels.tsx'
import { MainColumn } from './main-column.tsx'
import { KeptApart } from '../../ui/kept-apart.tsx'
import { Record } from '../record/record.tsx'

/** The decision: checklist, verdict and plan, live panels, record. */
export function ConsoleScreen({ shell, service }: { readonly shell: ShellView; readonly service: ServiceView }) {
  return (
    <>
      <KeptApart name="The head of the service" area="bar">
        <ServiceHeader shell={shell} service={service} />
      </KeptApart>
      <KeptApart name="The checklist" area="run">
        <ChecklistPane />
      </KeptApart>
      <KeptApart name="Verdict and plan" area="main">
        <MainColumn shell={shell} service={service} />
      </KeptApart>
      <KeptApart name="What is measured" area="live">
        <LivePanels service={service} />
      </KeptApart>
      <KeptApart name="The record" area="log">
        <Record />
      </KeptApart>
    </>
  )
}
