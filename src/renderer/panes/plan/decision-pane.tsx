import type { DecisionView, ServiceView, TrapNotice, Verdict } from '../../../contract/index.ts'
import { useView } from '../../stores/view.ts'
import { leadingLever } from '../../../contract/leading-lever.ts'
import { asksForChange } from '../../../contract/verdict.ts'
import { FailureNotice } from '../../ui/failure-notice.tsx'
import { useWhyHeldBack } from '../offline/why-offline.ts'
import { DriftNotice } from './drift-notice.tsx'
import { LeverCard } from './lever-card.tsx'
import { NoPlan } from './no-plan.tsx'
import { OtherLevers } from './other-levers.tsx'
import { LeverOptions } from './lever-options.tsx'
import { PickTable } from './pick-table.tsx'
import css from './plan.module.css'
import { Traps } from './traps.tsx'

interface Props {
  readonly decision: DecisionView
  readonly service: ServiceView
  readonly verdict: Verdict | null
  readonly insecure: boolean
  /** It stands below a run, and is scrolled to as a whole. */
  readonly below?: boolean
}

/**
 * The recommended lever with its plan first, then the traps, the history and the other levers: what to do stands under the
 * headline. Only where nothing can be done is why not the first thing.
 */
export function DecisionPane({ decision, service, verdict, insecure, below = false }: Props) {
  const choosing = useView((view) => view.choosing)
  const { plan } = decision
  const offline = useWhyHeldBack(service)
  // Nothing can be done to what does not exist.
  if (service.deployment.state === 'absent' && plan === null) return null
  const lever = leadingLever(decision)
  const picks = lever?.picks === 'several' && lever.options.length > 0
  const mustChoose = lever?.state === 'needsChoice' && plan === null
  // A trap is of a lever that somebody, or the verdict, asks for.
  const isAsked = plan !== null || (verdict !== null && asksForChange(verdict.level)) || lever?.state === 'refused'
  const isRefused = plan === null && lever?.state === 'refused'
  // What speaks against the very command of the plan is read before its title, not after its approval.
  const commands = plan?.steps.map(({ command }) => command) ?? []
  const isOfPlan = ({ command, alsoIn = [] }: TrapNotice): boolean =>
    [command, ...alsoIn].some((each) => each !== undefined && commands.includes(each))
  const isRepeated = decision.traps.some(({ lead, text }) => lever?.reason === `${lead} ${text}`)
  // A lost link is said once, above, with its next try.
  const isSaidAbove = decision.failure?.code === 'unreachable' && service.deployment.state === 'unreachable'
  return (
    <>
      {isAsked && isRefused && <Traps traps={decision.traps} />}
      {decision.failure !== null && !isSaidAbove && <FailureNotice failure={decision.failure} assertive />}
      {plan !== null && <Traps traps={decision.traps.filter(isOfPlan)} />}
      {plan !== null && <DriftNotice plan={plan} verdict={verdict} />}
      {picks && (
        <section className={css['card']} aria-label={lever.optionsTitle}>
          <PickTable lever={lever} plan={plan} />
          {plan === null ? (
            <NoPlan lever={lever} verdict={verdict} offline={offline} bare />
          ) : (
            <LeverCard
              key={plan.id}
              plan={plan}
              lever={lever}
              insecure={insecure}
              offline={offline}
              below={below}
              bare
            />
          )}
        </section>
      )}
      {mustChoose && !picks && <NoPlan lever={lever} verdict={verdict} offline={offline} />}
      {mustChoose && !picks && (
        <LeverOptions lever={lever} service={service.ref} plan={plan} open canChoose={offline === null} />
      )}
      {plan !== null && !picks && (
        <LeverCard key={plan.id} plan={plan} lever={lever} insecure={insecure} offline={offline} below={below} />
      )}
      {plan === null && !mustChoose && !picks && (
        <NoPlan lever={lever} verdict={verdict} offline={offline} saidAbove={isAsked && isRepeated} />
      )}
      {isAsked && !isRefused && <Traps traps={decision.traps.filter((trap) => !isOfPlan(trap))} />}
      {!mustChoose && !picks && lever !== undefined && (offline === null || lever.options.length > 0) && (
        <LeverOptions
          lever={lever}
          service={service.ref}
          plan={plan}
          open={choosing}
          canChoose={lever.state !== 'refused' && offline === null}
        />
      )}
      <OtherLevers levers={decision.levers.filter((each) => each !== lever)} offline={offline} />
    </>
  )
}
