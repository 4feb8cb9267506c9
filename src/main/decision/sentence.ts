import type {
  DeploymentView,
  ServiceRef,
  Serving,
  Signal,
  SignalId,
  Verdict,
  VerdictLevel
} from '../../contract/index.ts'
import { isReported, kindOf } from '../../contract/index.ts'
import { formatDuration } from '../../contract/words/format-duration.ts'
import { formatMs, formatRatio } from '../../contract/words/format-measure.ts'
import { leftText } from '../../contract/words/left-text.ts'
import type { TrafficShare } from '../ports/traffic-share.ts'
import type { Crossed } from './crossed-since.ts'
import type { JudgedRow } from './judge-row.ts'
import { isFromAbove } from './matrix.ts'
import { missingSentences } from './missing-words.ts'
import { mayHoldBefore, type NewestChange } from './newest-change.ts'
import { ofItsShare, shareUnknown } from './share-words.ts'
import { freshChangeWords, datedWaitingWords, leftWaitingWords, saidBeforeWords } from './wait-words.ts'

interface Facts {
  readonly winner: JudgedRow | null
  readonly firing: readonly JudgedRow[]
  /** The most severe row that waits, when the whole waits for it. */
  readonly waiting: JudgedRow | null
  readonly judged: readonly JudgedRow[]
  readonly signalOf: (id: SignalId) => Signal | undefined
  readonly deployment: DeploymentView | null
  readonly serving: Serving | null
  /** The Deployment that does not exist; null when it does, or when that is not known. */
  readonly gone: ServiceRef | null
  readonly change: NewestChange | null
  readonly share: TrafficShare | null
  readonly crossed: Crossed | null
  readonly now: Date
  readonly reachMs: number
}

type Words = Pick<Verdict, 'lead' | 'rest' | 'detail'>

const leads: Readonly<Record<VerdictLevel, string>> = {
  declareIncident: 'Declare an incident now.',
  rollBack: 'Roll back now.',
  prepare: 'Prepare to roll back.',
  wait: 'Wait.',
  watch: 'Watch.',
  hold: 'Nothing to roll back.'
}

/** What a signal is called at the beginning of a sentence. */
export const subjects: Readonly<Record<SignalId, string>> = {
  errorRatio: 'Errors',
  p95: 'P95',
  availability: 'Availability',
  requestRate: 'Traffic',
  newPodsUnavailable: 'New pods unavailable for',
  memoryLeft: 'Memory',
  business: 'Business:',
  securityIncident: 'Security:',
  customerReports: 'Customers:'
}

/** The words of a verdict: what to do, the number with its limit, and what else was judged. */
export function sentence(facts: Facts): Words {
  const { winner, waiting, change } = facts
  if (waiting !== null) {
    const detail = joined([measured(facts.judged), overFor(facts), notJudged(facts)])
    if (waiting.left) return { lead: leads.wait, rest: leftWaitingWords(waiting.left), detail }
    if (waiting.isSaidBefore && change !== null)
      return {
        lead: leads.wait,
        rest: saidBeforeWords(waiting.row.signal, waiting.judgement.evidence, change),
        detail: notJudged(facts)
      }
    if (change !== null)
      return { lead: leads.wait, rest: datedWaitingWords(change, facts.reachMs, waiting.row.signal), detail }
  }
  if (winner) {
    const left = facts.signalOf(winner.row.signal)?.left
    return {
      lead: leads[winner.row.level],
      rest: firingWords(winner, facts),
      detail: joined([
        facts.gone === null ? '' : `${goneWords(facts.gone)} What is measured under that name is of something else.`,
        overFor(facts),
        left ? '' : shareUnknown(winner, facts),
        agreement(facts),
        notJudged(facts)
      ])
    }
  }
  return calm(facts)
}

/** What fires with its limit, and whose requests that is of: a part of all, or such as reach it past every route. */
function firingWords(winner: JudgedRow, facts: Facts): string {
  const { signal } = winner.row
  const subject = `${subjects[signal]}${ofWorkload(facts, signal)} `
  const left = facts.signalOf(signal)?.left
  const { evidence } = winner.judgement
  if (left) return `${subject}${evidence}. ${leftText(left)}, and requests reach it all the same.`
  // Behind the number, before its limit: whose number that is.
  const [, number = evidence, rest = ''] = /^([^,;]+)(.*)$/.exec(evidence) ?? []
  return `${subject}${number}${ofItsShare(winner, facts)}${rest}.`
}

function calm(facts: Facts): Words {
  const { judged, gone, change, now } = facts
  if (gone !== null) return { lead: goneWords(gone), rest: '', detail: '' }
  const numbers = measuredNumbers(facts)
  const fresh = change !== null && mayHoldBefore(change, now.getTime()) ? freshChangeWords(change) : ''
  const missing = missingSentences(judged)
  if (missing.length === 0)
    return {
      lead: leads.hold,
      // Good numbers of before say nothing of what is new: that is said where the numbers are.
      rest: joined([`${numbers.join(', ')}.`, fresh]),
      detail: 'No row of the matrix fires.'
    }
  const errors = judged.filter(({ row }) => row.signal === 'errorRatio')
  const isRead = errors.some(({ judgement }) => judgement.result === 'quiet')
  const isReading = judged.some(({ missing: why }) => why?.kind === 'reading')
  return {
    lead: isRead
      ? `Nothing over a limit, but not everything is ${isReading ? 'read yet' : 'measured'}.`
      : isReading
        ? 'Reading.'
        : 'Cannot tell.',
    rest: missing.join(' '),
    detail: joined([numbers.length > 0 ? `Measured: ${numbers.join(', ')}.` : '', fresh])
  }
}

function goneWords(ref: ServiceRef): string {
  return `There is no ${kindOf(ref)} ${ref.name} in ${ref.namespace}.`
}

function joined(sentences: readonly string[]): string {
  return sentences.filter((text) => text !== '').join(' ')
}

/** What is past its limit, whether or not it counts: nothing that is seen is left out. */
function measured(judged: readonly JudgedRow[]): string {
  const past = judged.filter(({ judgement: { result } }) => result === 'waits' || result === 'fires')
  const said = past.map(({ row, judgement }) => `${subjects[row.signal]} ${judgement.evidence.replace(/;.*$/, '')}`)
  return `Measured all the same: ${said.join('; ')}.`
}

/** Named where it is not the service's own workload, which the screen is about. */
function ofWorkload({ signalOf }: Pick<Facts, 'signalOf'>, id: SignalId): string {
  const workload = signalOf(id)?.workload
  return workload === undefined ? '' : ` of ${workload}`
}

function overFor({ crossed, now, winner, waiting }: Facts): string {
  if (crossed === null) return ''
  const ms = Math.max(1, now.getTime() - Date.parse(crossed.at))
  return `${pastWords(winner ?? waiting)} for ${crossed.isEarlier ? 'at least ' : ''}${formatDuration(ms)}.`
}

/** What a person says is past no limit, and of some signals less is worse. */
function pastWords(row: JudgedRow | null): string {
  const signal = row?.row.signal
  if (signal === undefined) return 'Over the limit'
  if (isReported(signal)) return 'Reported'
  if (signal === 'memoryLeft') return 'So'
  // Beside a number that is over its own limit, that alone would read as false.
  return isFromAbove(signal) ? `${subjects[signal].replace(/:$/, '')} under the limit` : 'Over the limit'
}

function agreement({ winner, firing }: Facts): string {
  const agreeing = firing.filter(({ row }) => row.level === winner?.row.level).length
  const disagreeing = firing.length - agreeing
  if (disagreeing === 0) return agreeing > 1 ? `${count(agreeing)} rows agree.` : ''
  return `${count(agreeing)} ${agreeing === 1 ? 'row agrees' : 'rows agree'}, ${count(disagreeing).toLowerCase()} ${disagreeing === 1 ? 'disagrees' : 'disagree'}; the most severe wins.`
}

function notJudged({ judged }: Facts): string {
  const reading = judged.filter(({ missing }) => missing?.kind === 'reading').length
  const unknown = judged.filter(({ missing }) => missing !== null).length - reading
  return joined([
    reading === 0 ? '' : `${count(reading)} ${reading === 1 ? 'row is' : 'rows are'} being read.`,
    unknown === 0 ? '' : `${count(unknown)} ${unknown === 1 ? 'row' : 'rows'} could not be judged.`
  ])
}

function measuredNumbers({ judged, signalOf, deployment, serving }: Facts): readonly string[] {
  const quiet = new Set(judged.filter(({ judgement }) => judgement.result === 'quiet').map(({ row }) => row.signal))
  const value = (id: SignalId) => {
    const measure = quiet.has(id) ? signalOf(id)?.measure : undefined
    return measure?.state === 'known' ? measure.value : undefined
  }
  const errors = value('errorRatio')
  const p95 = value('p95')
  const availability = value('availability')
  return [
    ...(errors === undefined ? [] : [`Errors${ofWorkload({ signalOf }, 'errorRatio')} ${formatRatio(errors)}`]),
    ...(p95 === undefined ? [] : [`P95 ${formatMs(p95)}`]),
    ...(availability === undefined ? [] : [`availability ${formatRatio(availability)}`]),
    ...(deployment ? [podsReady(deployment, serving)] : [])
  ]
}

/** Whose pods serve is who counts. A workload that is wanted without pods has none that are not ready. */
function podsReady({ rollout }: DeploymentView, serving: Serving | null): string {
  const own = `${rollout.ready} of ${rollout.desired} pods`
  if (serving === null) return rollout.desired === 0 ? 'scaled to zero' : `${own} ready`
  const said = `${serving.ready} of ${serving.desired} pods of ${serving.name} ready`
  return rollout.desired === 0 ? said : `${said}, ${own} of the canary`
}

function count(number: number): string {
  return ['No', 'One', 'Two', 'Three', 'Four', 'Five', 'Six', 'Seven'][number] ?? String(number)
}
