import { judgedLines } from './judged-lines.ts'
import { quickCommands, servingSelector } from './quick-commands.ts'
import {
  asksForChange,
  lastValue,
  planCommands,
  type DecisionView,
  type JudgedText,
  type LastKnown,
  type LastPlan,
  type Plan,
  type QuickCommand,
  type TrapNotice
} from '../../contract/index.ts'
import { waitingWords } from '../../contract/words/waiting-words.ts'
import type { Clock } from '../ports/clock.ts'
import { visibleText } from '../lib/visible-text.ts'
import { isIstiodAway } from '../providers/routes/istio/istiod-away.ts'
import { asKnownText, judgeAsKnown, type JudgedAsKnown } from './judge-as-known.ts'
import { whenRead } from './when-read.ts'
import type { FeedHub } from './feeds.ts'
import type { RecordKeeper } from './record-keeper.ts'
import type { ServiceSession } from './service-session.ts'
import { stepText, tooSoonId, whyLetPass, type ServiceFacts } from '../traps/index.ts'

/** So many parts that were not understood are shown, and so much of each. */
const mostParts = 8
const longestPart = 400

const leads: Readonly<Record<JudgedText['verdict'], string>> = {
  refused: 'Do not run this here.',
  warned: 'It does not do what it seems to do here.',
  noTrap: 'Safe here, now.',
  notUnderstood: 'Not understood, so it is not called safe.',
  asKnown: ''
}

export interface JudgingOptions {
  /** @throws FailureError `missing` when no service is open. */
  readonly inService: () => Pick<ServiceSession, 'ref' | 'facts'> & {
    readonly place: () => Pick<ReturnType<ServiceSession['place']>, 'context'>
  }
  readonly feeds: FeedHub
  readonly record: Pick<RecordKeeper, 'refuse'>
  readonly clock: Pick<Clock, 'now'>
}

/** Judges what somebody asks about, for the open service. What is refused stands in the record, from where it is copied. */
export function createJudging({ inService, feeds, record, clock }: JudgingOptions) {
  let asked: readonly QuickCommand[] = []
  const known = async (facts: () => ServiceFacts | null): Promise<ServiceFacts> =>
    asSeen(await whenRead(facts, feeds), feeds, clock.now())
  return {
    /** @throws FailureError `missing` when no service is open, or it is not read in time. */
    async judge(text: string): Promise<JudgedText> {
      const { ref, facts } = inService()
      const judged = judgedText(text, await known(facts), feeds.value('decision'), feeds.value('lastKnown'))
      if (judged.verdict !== 'refused') return { ...judged, seq: null }
      const trap = judged.traps[0]?.id ?? ''
      const seq = await record.refuse({ ref, command: text, text: refusalReason(judged), trap })
      return { ...judged, seq }
    },
    /**
     * The quick reference for the service as it is now.
     * @throws FailureError `missing` when no service is open, or it is not read in time.
     */
    async quick(): Promise<readonly QuickCommand[]> {
      const { ref, facts, place } = inService()
      const here = await known(facts)
      const service = feeds.value('service')
      const deployment = service && lastValue(service.deployment)
      // After a rollback the best of the other revisions is the one that it has just left.
      const isAsked = asksForChange(feeds.value('verdict')?.level)
      const good = ((service && lastValue(service.revisions)) ?? []).find(({ recommended }) => recommended)
      asked = quickCommands({
        place: { context: place().context, ref },
        facts: here,
        decision: feeds.value('decision'),
        last: feeds.value('lastKnown'),
        revision: isAsked ? (good?.revision ?? null) : null,
        serving: deployment ? servingSelector(here, deployment.selector) : null
      })
      return asked
    },
    /** What `quick` answered last, and may be copied. */
    asked: () => asked
  }
}

export type Judging = ReturnType<typeof createJudging>

/**
 * Judges text that somebody pasted, for the opened service as it is now. Nothing of it is run, and what it holds is shown
 * with everything invisible made visible.
 */
function judgedText(
  text: string,
  here: ServiceFacts,
  decision: DecisionView,
  last: LastKnown | null
): Omit<JudgedText, 'seq'> {
  const judgement = judgeAsKnown(text, here)
  const { verdict, notUnderstood } = judgement
  const traps = judgement.traps.map(shownTrap)
  const commands = judgedLines(judgement, here)
  return {
    verdict,
    lead: leadOf(judgement, last),
    commands,
    why: whysOf(judgement, here, commands).map((why) => visibleText(why, longestPart)),
    traps,
    notUnderstood: notUnderstood
      .slice(0, mostParts)
      .map(({ part, why }) => ({ part: visibleText(part, longestPart), why: visibleText(why, longestPart) })),
    instead: insteadOf(judgement, decision, last?.plan ?? null)
  }
}

/** What each part would do; what stands in the line of a command is not said again, and a plan of ours needs no caution. */
function whysOf(
  { verdict, intended, plan, commands: parts }: JudgedAsKnown,
  here: ServiceFacts,
  commands: JudgedText['commands']
): readonly string[] {
  if (verdict !== 'noTrap' && verdict !== 'asKnown') return []
  const whole = plan === null ? [] : [`It is the plan "${plan}", whole and in its order.`]
  if (plan !== null && commands.length > 0) return whole
  const [only] = parts
  const step =
    plan === null && parts.length === 1 && only && only.step !== null && here.planned
      ? [`${stepText(only.step, here.planned)}: alone it is only a part of it.`]
      : []
  if (step.length > 0 && intended.length === 0) return step
  const said = whyLetPass(intended, here).filter((why) => commands.every(({ text }) => !text.endsWith(why)))
  return [...whole, ...step, ...said]
}

function leadOf(judgement: JudgedAsKnown, last: LastKnown | null): string {
  const { verdict, commands } = judgement
  if (isOnlyTooSoon(judgement)) return 'Not now.'
  if (verdict === 'asKnown') return asKnownText(last?.at ?? null)
  const refused = commands.filter((one) => one.verdict === 'refused').length
  if (commands.length < 2 || refused === 0) return leads[verdict]
  return `Do not run this here: ${refused === commands.length ? `all ${refused} commands are` : `${refused} of ${commands.length} commands ${refused === 1 ? 'is' : 'are'}`} refused.`
}

/** The reason that is written down with a refusal, and copied with it. */
function refusalReason({ traps }: Pick<JudgedText, 'traps'>): string {
  return traps
    .filter(({ severity }) => severity === 'refused')
    .map(({ lead, text, instead }) => [lead, text, instead ?? ''].join(' ').trim())
    .join(' ')
}

function shownTrap(trap: TrapNotice): TrapNotice {
  const { command } = trap
  return command === undefined ? trap : { ...trap, command: visibleText(command, longestPart) }
}

/**
 * With the plan that is shown, and what is being proved; with the mesh as istiod's own pods show it, or as the last dry run of a plan found it (a webhook may be out of reach
 * while they are well), and with what the verdict on the screen waits for.
 */
function asSeen(facts: ServiceFacts, feeds: FeedHub, now: Date): ServiceFacts {
  const { plan, failure } = feeds.value('decision')
  const isMeshAway = facts.isMeshAway || [plan?.blocked, plan?.preview.failure, failure].some(isIstiodAway)
  const wait = feeds.value('verdict')?.wait ?? null
  const run = feeds.value('run')
  return {
    ...facts,
    ...plannedCommands(plan, feeds.value('lastKnown')),
    ...(run?.state === 'verifying' ? { proving: run.words.title } : {}),
    isMeshAway,
    waiting: wait === null ? '' : waitingWords(wait, now.getTime())
  }
}

/** What may be read out as our own advice: the plan on the screen, unless it is blocked, or else the last one. */
function plannedCommands(plan: Plan | null, last: LastKnown | null): Pick<ServiceFacts, 'planned'> {
  if (plan !== null && plan.blocked === undefined) {
    const commands = planCommands(plan.steps)
    if (commands.length > 0) return { planned: { title: plan.words.title, commands } }
  }
  const lines = last?.plan?.commands.filter((line) => !line.startsWith('# ')) ?? []
  return last?.plan && lines.length > 0 ? { planned: { title: last.plan.title, commands: lines } } : {}
}

/** It does what it says, and is only too early. */
function isOnlyTooSoon({ verdict, traps }: JudgedAsKnown): boolean {
  return verdict === 'warned' && traps.every(({ id }) => id === tooSoonId)
}

function insteadOf(
  { verdict, traps, plan: whole }: JudgedAsKnown,
  { levers, plan }: DecisionView,
  lastPlan: LastPlan | null
): string {
  if (verdict === 'noTrap' || verdict === 'asKnown' || traps.length === 0 || whole !== null) return ''
  if (plan !== null && plan.blocked === undefined) return `Planned here already: ${plan.words.title}.`
  if (lastPlan !== null) return `Planned before the connection was lost: ${lastPlan.title}.`
  const lever =
    levers.find(({ state }) => state === 'recommended') ?? levers.find(({ state }) => state === 'needsChoice')
  return lever ? `What fits here, now: ${lever.title}. ${lever.reason}` : ''
}
