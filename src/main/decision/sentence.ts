import type { DeploymentView, Signal, SignalId, Verdict, VerdictLevel } from '../../contract/index.ts'
import { formatDuration } from '../../contract/words/format-duration.ts'
import { formatMs, formatRatio } from '../../contract/words/format-measure.ts'
import type { JudgedRow } from './judge-row.ts'

interface Facts {
  readonly winner: JudgedRow | null
  readonly firing: readonly JudgedRow[]
  readonly judged: readonly JudgedRow[]
  readonly signalOf: (id: SignalId) => Signal | undefined
  readonly deployment: DeploymentView | null
  readonly crossedAt: string | null
  readonly now: Date
}

type Words = Pick<Verdict, 'lead' | 'rest' | 'detail'>

const leads: Readonly<Record<VerdictLevel, string>> = {
  declareIncident: 'Declare an incident now.',
  rollBack: 'Roll back now.',
  prepare: 'Prepare to roll back.',
  watch: 'Watch.',
  hold: 'Nothing to roll back.'
}

const subjects: Readonly<Record<SignalId, string>> = {
  errorRatio: 'Errors',
  p95: 'P95',
  availability: 'Availability',
  requestRate: 'Traffic',
  newPodsUnavailable: 'New pods unavailable for'
}

/** The words of a verdict: what to do, the number with its limit, and what else was judged. */
export function sentence(facts: Facts): Words {
  const { winner } = facts
  if (winner) {
    return {
      lead: leads[winner.row.level],
      rest: `${subjects[winner.row.signal]} ${winner.judgement.evidence}.`,
      detail: [overFor(facts), agreement(facts), notJudged(facts)].filter((text) => text !== '').join(' ')
    }
  }
  const numbers = measuredNumbers(facts)
  const missing = missingReasons(facts)
  if (missing.length === 0)
    return { lead: leads.hold, rest: `${numbers.join(', ')}.`, detail: 'No row of the matrix fires.' }
  const errorsKnown = facts.judged.some(
    ({ row, judgement }) => row.signal === 'errorRatio' && judgement.result === 'quiet'
  )
  return {
    lead: errorsKnown ? 'Nothing over a limit, but not everything is measured.' : 'Cannot tell.',
    rest: `${missing.join('. ')}.`,
    detail: numbers.length > 0 ? `Measured: ${numbers.join(', ')}.` : 'Nothing could be measured.'
  }
}

function overFor({ crossedAt, now }: Facts): string {
  return crossedAt === null ? '' : `Over the limit for ${formatDuration(now.getTime() - Date.parse(crossedAt))}.`
}

function agreement({ winner, firing }: Facts): string {
  const agreeing = firing.filter(({ row }) => row.level === winner?.row.level).length
  const disagreeing = firing.length - agreeing
  if (disagreeing === 0) return agreeing > 1 ? `${count(agreeing)} rows agree.` : ''
  return `${count(agreeing)} ${agreeing === 1 ? 'row agrees' : 'rows agree'}, ${count(disagreeing).toLowerCase()} ${disagreeing === 1 ? 'disagrees' : 'disagree'}; the most severe wins.`
}

function notJudged({ judged }: Facts): string {
  const unknown = judged.filter(({ judgement }) => judgement.result === 'unknown').length
  return unknown === 0 ? '' : `${count(unknown)} ${unknown === 1 ? 'row' : 'rows'} could not be judged.`
}

function missingReasons({ judged }: Facts): readonly string[] {
  const reasons = judged
    .filter(({ judgement }) => judgement.result === 'unknown')
    .map(
      ({ row, judgement }) =>
        `${row.signal === 'newPodsUnavailable' ? 'New pods' : subjects[row.signal]}: ${judgement.evidence}`
    )
  return [...new Set(reasons)]
}

function measuredNumbers({ judged, signalOf, deployment }: Facts): readonly string[] {
  const quiet = new Set(judged.filter(({ judgement }) => judgement.result === 'quiet').map(({ row }) => row.signal))
  const value = (id: SignalId) => {
    const measure = quiet.has(id) ? signalOf(id)?.measure : undefined
    return measure?.state === 'known' ? measure.value : undefined
  }
  const errors = value('errorRatio')
  const p95 = value('p95')
  const availability = value('availability')
  return [
    ...(errors === undefined ? [] : [`Errors ${formatRatio(errors)}`]),
    ...(p95 === undefined ? [] : [`P95 ${formatMs(p95)}`]),
    ...(availability === undefined ? [] : [`availability ${formatRatio(availability)}`]),
    ...(deployment ? [`${deployment.rollout.ready} of ${deployment.rollout.desired} pods ready`] : [])
  ]
}

function count(number: number): string {
  return ['No', 'One', 'Two', 'Three', 'Four', 'Five', 'Six', 'Seven'][number] ?? String(number)
}
