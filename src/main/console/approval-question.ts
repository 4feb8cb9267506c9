import type { Plan, StepView, Target } from '../../contract/index.ts'
import { goOnBy, type AskedGate, type PlacedPlan } from '../execute/index.ts'
import { visibleText } from '../lib/visible-text.ts'
import type { ApprovalQuestion } from '../ports/approvals.ts'
import type { Place } from '../ports/place.ts'

/**
 * What is shown at most: names come from a cluster. Commands and objects scroll; what is left out here could only be read
 * where a page shows it that may lie.
 */
const most = { targets: 40, commands: 40, text: 2_000, warnings: 6, forGood: 2 } as const

/**
 * What a person is asked for a plan, from what main holds of it.
 * @param harm what the verdict measured, as a clause with the share of all users; empty where nothing asks for a change
 */
export function approvalQuestion({ plan, place }: PlacedPlan, harm: string): ApprovalQuestion {
  return {
    ...effects(plan.steps, place),
    digest: plan.digest,
    title: short(plan.words.title),
    why: short(`${everyService(plan)}${plan.why}`),
    harm: short(harm),
    undo: short(undoText(plan)),
    warnings: some(
      [...new Set(plan.guards.flatMap(({ status, text }) => (status === 'warning' ? [text] : [])))],
      most.warnings
    ),
    asked: plan.approval
  }
}

/** The services by name, where the title has not all of them. */
function everyService({ words, scope }: Pick<Plan, 'words' | 'scope'>): string {
  const names = (scope.besides ?? []).map(({ ref }) => ref.name)
  const named = new Set(words.title.split(/[\s,:]+/))
  return names.every((name) => named.has(name)) ? '' : `All ${names.length}: ${names.join(', ')}. `
}

/** What a person is asked before a run goes on behind a gate: why it waits, and what is still to be sent. */
export function gateQuestion({ plan, place, asks, left }: AskedGate): ApprovalQuestion {
  return {
    ...effects(left, place),
    digest: plan.digest,
    title: short(`Go on: ${plan.words.title}`),
    why: short(asks),
    harm: '',
    undo: short(undoText(plan)),
    warnings: [],
    asked: goOnBy
  }
}

/** The way back, and each step that has none: it is approved with the others. */
function undoText({ inverse, steps }: Pick<Plan, 'inverse' | 'steps'>): string {
  const forGood = steps.flatMap(withInstead).filter(isForGood)
  const named = some(
    forGood.map(({ title }) => title),
    most.forGood
  ).join('; ')
  const none = steps.some(({ kind }) => kind === 'do') ? 'not possible' : 'not needed: nothing is changed'
  return `${inverse?.text ?? none}${named === '' ? '' : `. Cannot be taken back: ${named}`}`
}

function effects(
  of: readonly StepView[],
  { environment, server, context }: Place
): Pick<ApprovalQuestion, 'environment' | 'server' | 'context' | 'targets' | 'commands' | 'commandCount' | 'forGood'> {
  const steps = of.flatMap(withInstead)
  // Also one that is sent twice stands twice: they are counted as the plan counts them.
  const commands = of.flatMap((step) => commandsOf(step, null))
  return {
    environment: { name: short(environment.name), kind: environment.kind },
    server: short(server),
    context: short(context),
    targets: some([...new Set(steps.flatMap(({ target }) => (target ? [targetText(target)] : [])))], most.targets),
    commands: some(
      commands.map(({ text }) => text),
      most.commands
    ),
    commandCount: commands.filter(({ isSent }) => isSent).length,
    // Never cut: what is typed below them agrees to each.
    forGood: steps.filter(isForGood).flatMap(({ command }) => (command === '' ? [] : [short(command)]))
  }
}

const isForGood = ({ reversible }: StepView): boolean => reversible === 'no'

/** Each with whether the plan sends it by itself: what stands in for a step that fails says of which. */
function commandsOf(
  step: StepView,
  insteadOf: string | null
): readonly { readonly text: string; readonly isSent: boolean }[] {
  const { command, title, instead = [] } = step
  const isSent = insteadOf === null
  const note = isSent ? [] : [{ text: `# Only if this fails: ${insteadOf}`, isSent }]
  const own = command === '' ? [] : [...note, { text: command, isSent }]
  return [...own, ...instead.flatMap((each) => commandsOf(each, title))]
}

/** Also what is done when a step fails: it is approved with the plan. */
function withInstead(step: StepView): readonly StepView[] {
  return [step, ...(step.instead ?? []).flatMap(withInstead)]
}

function targetText(target: Target): string {
  if (target.api === 'arm') return resourceText(target.id)
  const { resource, subresource, namespace, name } = target
  const kind = subresource === undefined ? resource : `${resource}/${subresource}`
  return `${kind}/${name}${namespace === '' ? '' : ` in ${namespace}`}`
}

/** `primary-endpoint of tm-shop, in rg-shop of subscription …`; the whole id where it has another form. */
function resourceText(id: string): string {
  const found = /^\/subscriptions\/([^/]+)\/resourcegroups\/([^/]+)\/providers\/[^/]+\/(.+)$/.exec(id)
  const [, subscription, group, rest = ''] = found ?? []
  const names = rest.split('/').filter((_part, index) => index % 2 === 1)
  return found ? `${names.toReversed().join(' of ')}, in ${group} of subscription ${subscription}` : id
}

function some(texts: readonly string[], count: number): readonly string[] {
  const shown = texts.slice(0, count).map(short)
  return texts.length > count ? [...shown, `and ${texts.length - count} more: the plan has them all`] : shown
}

function short(text: string): string {
  return visibleText(text, most.text)
}
