import type {
  Run,
  AzureSignInView,
  ChartsView,
  ChecklistView,
  CommandView,
  LastKnown,
  LastPlan,
  OwedDebt,
  PlaceId,
  Plan,
  PodOutputView,
  ProfileView,
  ProposalId,
  QuickCommand,
  RequestInput,
  Signal,
  TrapNotice,
  WhatChangedView
} from '../../contract/index.ts'
import { FailureError, failureOf, planLines } from '../../contract/index.ts'
import { refusalOf } from '../../contract/refusal-of.ts'
import { utcDated } from '../../contract/words/format-time.ts'
import { commandLine } from '../lib/shell-quote.ts'
import { publishedGrant } from './published-grant.ts'
import { withRefusal } from './with-refusal.ts'

/** What the console has published and may therefore be copied. */
export interface Copyable {
  readonly plan: Plan | null
  readonly lastKnown: LastKnown | null
  /** They say which commands of the procedure are refused here. */
  readonly traps: readonly TrapNotice[]
  readonly commands: readonly CommandView[]
  /** As it would be saved now. */
  readonly report: () => string
  /** Of an earlier incident. @throws FailureError `notFound` */
  readonly earlierReport: (firstSeq: number) => string
  readonly checklist: ChecklistView
  readonly debts: readonly OwedDebt[]
  readonly run: Run | null
  /** Commands of the quick reference as they were answered last. */
  readonly quick: readonly QuickCommand[]
  readonly profile: ProfileView
  readonly output: PodOutputView | null
  readonly changes: WhatChangedView | null
  readonly charts: ChartsView | null
  /** What of a proposal goes into Git; undefined for what was not worked out. */
  readonly proposal: (id: ProposalId) => string | undefined
  /** The sign-in to Azure that waits. */
  readonly azureSignIn: AzureSignInView | null
  /** Of the service on the screen. */
  readonly signals: readonly Signal[]
  /** Undefined without a service. */
  readonly statusUpdate: () => string | undefined
  /** What is copied comes from a simulated cluster. */
  readonly isDrill: boolean
  /** Where failures stand that the window shows: all feeds, and the answers to its requests. */
  readonly published: readonly unknown[]
}

/**
 * The text for the clipboard, made in main from what main itself published; never ends with a newline. What was refused
 * goes to somebody else with its refusal only.
 * @throws FailureError `notFound` when it is gone from the screen.
 */
export function clipboardText(what: RequestInput<'clipboard.copy'>['what'], from: Copyable): string {
  const text = find(what, from)
  if (text) return `${from.isDrill ? drillLine(what) : ''}${text.trimEnd()}`
  if (what.kind === 'statusUpdate')
    throw new FailureError(
      failureOf('notFound', 'A status update is about one service.', { remedy: 'Open the service first.' })
    )
  throw new FailureError(failureOf('notFound', 'There is nothing to copy there any more.'))
}

/** Said first, so that nobody takes it for an incident; a command alone stays one that can be pasted. */
function drillLine({ kind }: RequestInput<'clipboard.copy'>['what']): string {
  if (kind === 'allCommands') return '# DRILL: a simulated cluster, nothing here is real\n'
  return kind === 'planForColleague' || kind === 'statusUpdate'
    ? 'DRILL: a simulated cluster, nothing here is real\n'
    : ''
}

function find(what: RequestInput<'clipboard.copy'>['what'], from: Copyable): string | undefined {
  switch (what.kind) {
    case 'command':
      return singleLine(from.commands.find(({ seq }) => seq === what.seq))
    case 'allCommands':
      return from.commands.map(logLine).join('\n')
    case 'planCommand':
      return planCommands(planOf(what.planId, from))
    case 'stepCommand':
      return stepCommand(planOf(what.planId, from), what)
    case 'planForColleague':
      return forColleague(planOf(what.planId, from))
    case 'taskCommand':
      return taskCommand(from.checklist.tasks.find(({ id }) => id === what.taskId)?.commands[what.index], from)
    case 'lastPlan':
      return from.lastKnown?.plan ? lastPlan(from.lastKnown.plan) : undefined
    case 'debtCommand':
      return from.debts.find(({ id }) => id === what.id)?.command
    case 'inverseCommand':
      return from.run?.id === what.runId ? from.run.inverse?.command : undefined
    case 'quickCommand':
      return quickCommand(from.quick.find(({ id }) => id === what.id))
    case 'report':
      return from.report()
    case 'incidentReport':
      return from.earlierReport(what.firstSeq)
    case 'statusUpdate':
      return from.statusUpdate()
    case 'proposal':
      return from.proposal(what.proposal)
    case 'outputCommand':
      return what.source === null
        ? from.output?.eventsCommand
        : from.output?.sources.find(({ id }) => id === what.source)?.command
    case 'changeCommand':
      return from.changes?.changes.find(({ id }) => id === what.change)?.command
    case 'chartCommand':
      return from.charts?.charts.find(({ id }) => id === what.chart)?.command
    case 'query':
      return from.signals.find(({ id }) => id === what.signal)?.source
    case 'contact':
      return from.profile.contacts[what.contact]?.reach[what.reach]
    case 'place':
      return placeOf(what.place, from)
    case 'azureCode':
      return from.azureSignIn?.code ?? undefined
    case 'azureLink':
      return from.azureSignIn?.link ?? undefined
    case 'verifyJournal':
      return commandLine(['npm', 'run', '--silent', 'journal', '--', 'verify', placeOf('journal', from) ?? ''])
    case 'grant':
      return publishedGrant(what.grant, from.published)
  }
}

/** What was found against it goes with it, as comments. */
function lastPlan({ warnings, commands }: LastPlan): string {
  return [...warnings.map((text) => `# ${text.replace(/[\s\p{Cc}]+/gu, ' ').trim()}`), ...commands].join('\n')
}

function singleLine(line: CommandView | undefined): string | undefined {
  return line && withRefusal(line.command, line.label === 'refused' ? line.result : undefined)
}

function logLine({ at, label, command, result }: CommandView): string {
  if (label === 'refused') return withRefusal(`${at}  ${label}  ${command}`, result)
  return `${at}  ${label}  ${command}  # ${result}`
}

function taskCommand(command: string | undefined, { traps }: Copyable): string | undefined {
  const refusal = command === undefined ? undefined : refusalOf(command, traps)
  return command === undefined ? undefined : withRefusal(command, refusal && `${refusal.lead} ${refusal.text}`)
}

function quickCommand(quick: QuickCommand | undefined): string | undefined {
  return quick && withRefusal(quick.command, quick.verdict === 'refused' ? quick.note : undefined)
}

function stepCommand(
  plan: Plan | undefined,
  { stepId, form }: { readonly stepId: string; readonly form: 'usual' | 'exact' }
): string | undefined {
  const step = plan?.steps.find(({ id }) => id === stepId)
  const command = form === 'exact' ? step?.exact : step?.command
  return command === undefined ? undefined : withRefusal(command, plan?.blocked?.message, 'Blocked')
}

function planCommands(plan: Plan | undefined): string | undefined {
  const commands = plan && planLines(plan.steps).join('\n')
  return commands === undefined ? undefined : withRefusal(commands, plan?.blocked?.message, 'Blocked')
}

function placeOf(place: PlaceId, { profile }: Copyable): string | undefined {
  return profile.places.find(({ id }) => id === place)?.path
}

function planOf(planId: string, from: Copyable): Plan | undefined {
  return from.plan?.id === planId ? from.plan : undefined
}

function forColleague(plan: Plan | undefined): string | undefined {
  if (!plan) return undefined
  return [
    `${plan.words.title} (${scopeText(plan)})`,
    plan.why,
    withRefusal(colleagueLines(plan).join('\n'), plan.blocked?.message, 'Blocked'),
    `Touches: ${plan.blast}`,
    `Without it: ${plan.withoutYou.text}. ${plan.withoutYou.detail}`,
    ...(plan.inverse ? [`Undo: ${plan.inverse.command}`] : []),
    `Plan ${plan.digest.slice(0, 8)}, valid until ${utcDated(plan.expiresAt)}`
  ].join('\n')
}

/** What is no command is said as a comment; a plan without any command is that alone. */
function colleagueLines({ steps }: Plan): readonly string[] {
  const lines = planLines(steps)
  if (lines.length === 0) return steps.map(({ title }) => `# ${title}`)
  return lines.map((line) => (line.startsWith('# ') ? line : `$ ${line}`))
}

function scopeText({ scope: { environment, service } }: Plan): string {
  return service ? `${service.name} in ${service.namespace}, ${environment}` : environment
}
