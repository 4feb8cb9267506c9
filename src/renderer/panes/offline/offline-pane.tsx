import type { LastKnown, ServiceView } from '../../../contract/index.ts'
import { useView } from '../../stores/view.ts'
import { ServiceNotices } from '../console/service-notices.tsx'
import { LeverOptions } from '../plan/lever-options.tsx'
import { LastPlanCard } from './last-plan-card.tsx'
import { LastVerdict } from './last-verdict.tsx'
import { LastLever } from './last-lever.tsx'

interface Props {
  readonly known: LastKnown
  readonly service: ServiceView
  readonly why: string
}

/** In the place of verdict and plan while the cluster cannot be reached: what was known last, and how long ago that is. */
export function OfflinePane({ known, service, why }: Props) {
  const choosing = useView((view) => view.choosing)
  const { plan, lever } = known
  return (
    <>
      <LastVerdict known={known} />
      {plan !== null && <LastPlanCard last={plan} why={why} />}
      {plan === null && lever !== null && <LastLever lever={lever} why={why} />}
      <ServiceNotices service={service} />
      {lever !== null && lever.options.length > 0 && (
        <LeverOptions lever={lever} service={service.ref} plan={null} open={choosing} canChoose={false} />
      )}
    </>
  )
}
