import type {
  ChecklistView,
  PlaceId,
  Plan,
  PodOutputView,
  ProfileView,
  RecordView,
  ReportView,
  RequestInput
} from '../../contract/index.ts'
import { FailureError, failureOf } from '../../contract/index.ts'
import { commandLine } from '../lib/shell-quote.ts'
import { publishedGrant } from './published-grant.ts'

/** What the console has published and may therefore be copied. */
export interface Copyable {
  readonly plan: Plan | null
  readonly record: RecordView
  readonly report: ReportView
  readonly checklist: ChecklistView
  readonly profile: ProfileView
  readonly output: PodOutputView | null
  /** Null without a service. */
  readonly statusUpdate: string | null
  /** What is copied comes from a simulated cluster. */
  readonly isDrill: boolean
  /** Where failures stand that the window shows: all feeds, and the answers to its requests. */
  readonly published: readonly unknown[]
}

/**
 * The text for the clipboard, made in main from what main itself published; never ends with a newline.
 * @throws FailureError `notFound` when it is gone from the screen.
 */
export function clipboardText(what: RequestInput<'clipboard.copy'>['what'], from: Copyable): string {
  const text = find(what, from)
  if (text) return `${from.isDrill ? drillLine(what) : ''}${text.trimEnd()}`
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
      return from.record.commands.find(({ seq }) => seq === what.seq)?.command
    case 'allCommands':
      return from.record.commands
        .map(({ at, label, command, result }) => `${at}  ${label}  ${command}  # ${result}`)
        .join('\n')
    case 'planCommand':
      return planOf(what.planId, from)
        ?.steps.map(({ command }) => command)
        .join('\n')
    case 'planForColleague':
      return forColleague(planOf(what.planId, from))
    case 'taskCommand':
      return from.checklist.tasks.find(({ id }) => id === what.taskId)?.commands[what.index]
    case 'report':
      return from.report.markdown
    case 'statusUpdate':
      return from.statusUpdate ?? undefined
    case 'outputCommand':
      return what.source === null
        ? from.output?.eventsCommand
        : from.output?.sources.find(({ id }) => id === what.source)?.command
    case 'contact':
      return from.profile.contacts[what.contact]?.reach[what.reach]
    case 'place':
      return placeOf(what.place, from)
    case 'verifyJournal':
      return commandLine(['npm', 'run', '--silent', 'journal', '--', 'verify', placeOf('journal', from) ?? ''])
    case 'grant':
      return publishedGrant(what.grant, from.published)
  }
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
    ...plan.steps.map(({ command }) => `$ ${command}`),
    `Touches: ${plan.blast}`,
    `Without it: ${plan.withoutYou.text}. ${plan.withoutYou.detail}`,
    ...(plan.inverse ? [`Undo: ${plan.inverse.command}`] : []),
    `Plan ${plan.digest.slice(0, 8)}, valid until ${plan.expiresAt}`
  ].join('\n')
}

function scopeText({ scope: { environment, service } }: Plan): string {
  return service ? `${service.name} in ${service.namespace}, ${environment}` : environment
}
