import { targetName, type StepView, type Target } from '../../contract/index.ts'
import type { PlacedPlan } from '../execute/index.ts'
import { visibleText } from '../lib/visible-text.ts'
import type { ApprovalQuestion } from '../ports/approvals.ts'

/** What is shown at most: the question has to fit a screen, and names come from a cluster. */
const most = { targets: 12, commands: 6, text: 2_000, warnings: 6 } as const

/** What a person is asked for a plan, from what main holds of it. */
export function approvalQuestion({ plan, place }: PlacedPlan): ApprovalQuestion {
  const steps = plan.steps.flatMap(withInstead)
  const { environment, server, context, clock } = place
  return {
    digest: plan.digest,
    title: short(plan.words.title),
    why: short(plan.why),
    environment: { name: short(environment.name), kind: environment.kind },
    server: short(server),
    context: short(context),
    targets: some(
      steps.flatMap(({ target }) => (target ? [targetText(target)] : [])),
      most.targets
    ),
    commands: some(
      steps.flatMap(({ command }) => (command === '' ? [] : [command])),
      most.commands
    ),
    warnings: some(
      plan.guards.flatMap(({ status, text }) => (status === 'warning' ? [text] : [])),
      most.warnings
    ),
    asked: plan.approval,
    leftMs: Math.max(0, (Date.parse(plan.expiresAt) - clock.now().getTime()) / clock.speed)
  }
}

/** Also what is done when a step fails: it is approved with the plan. */
function withInstead(step: StepView): readonly StepView[] {
  return [step, ...(step.instead ?? []).flatMap(withInstead)]
}

function targetText(target: Target): string {
  if (target.api === 'arm') return targetName(target)
  const { resource, subresource, namespace, name } = target
  const kind = subresource === undefined ? resource : `${resource}/${subresource}`
  return `${kind}/${name}${namespace === '' ? '' : ` in ${namespace}`}`
}

function some(texts: readonly string[], count: number): readonly string[] {
  const distinct = [...new Set(texts)]
  const shown = distinct.slice(0, count).map(short)
  return distinct.length > count ? [...shown, `and ${distinct.length - count} more: the plan has them all`] : shown
}

function short(text: string): string {
  return visibleText(text, most.text)
}
