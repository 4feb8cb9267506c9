import type { Beside, ServiceRef, WatchView } from '../../contract/index.ts'
import type { Felt } from './felt.ts'
import type { SeenNow } from './seen-now.ts'
import { doingText, doneSoFar, doneText, type ToldRun } from './what-was-done.ts'
import { minute } from './words.ts'

/** Until when the next one is promised, milliseconds. */
const nextWithinMs = 30 * 60_000
/** So many services are named one by one. */
const mostNamed = 3

/** A time in which users were not well. */
export interface ReportedOutage {
  readonly from: string
  readonly to: string
}

export interface StatusUpdateInput {
  readonly service: ServiceRef
  /** ISO; empty when unknown. */
  readonly startedAt: string
  /** It was then or earlier. */
  readonly isStartEarlier?: boolean
  /** ISO; when users were well again, and empty while they are not known to be. */
  readonly restoredAt: string
  /** Outages before this one that had ended, oldest first, ISO: users were well in between. None when left out. */
  readonly before?: readonly ReportedOutage[]
  /** Nothing was measured for a while before that: it may have been earlier. */
  readonly isLatest?: boolean
  /** Nothing of ours proves it: the readings are within the limits again. */
  readonly isByOthers?: boolean
  /** What began then is that a region did not answer: of requests nothing was measured to fail. */
  readonly isOfRegion?: boolean
  /** What users went through in it; errors when left out. */
  readonly felt?: Felt
  /** People have reported it, and nobody has said since that it is over. */
  readonly isStillReported?: boolean
  /** It is proved by readings that cannot tell of what asked for it. */
  readonly isOpen?: boolean
  /** What is measured now. */
  readonly seen: SeenNow
  /** The newest one of which anything was sent; null for none. */
  readonly run: ToldRun | null
  /** The services that the present plan takes back together, before anything is sent; none when left out. */
  readonly planned?: readonly Beside[]
  /** The watch after what was done; null for none. */
  readonly watch?: Pick<WatchView, 'end' | 'seenAt' | 'forMs' | 'watchedMs'> | null
  /** What was done before this run was seen not to have helped. */
  readonly hasFailedBefore?: boolean
  /** The newest change goes back to a version that served well, and is waited for. */
  readonly isTakenBack?: boolean
  /** What is measured may still be requests of before the newest change. */
  readonly isOfBefore?: boolean
  /** Somebody has changed since what the run had changed. */
  readonly isUndone?: boolean
  readonly now: Date
}

/**
 * A draft for the status page: what users feel, since when, what is being done, and when the next word comes. Nothing of
 * versions, clusters or people; what stands in brackets is for the operator to say in the users' words. Nothing fails by
 * it that is not measured to, and nothing is resolved before the watch has ended well.
 */
export function statusUpdate(input: StatusUpdateInput): string {
  const { service, startedAt, restoredAt, seen, run, now } = input
  const what = affected(service, run, input.planned)
  const next = `Next update by ${minute(new Date(now.getTime() + nextWithinMs).toISOString())} UTC.`
  if (input.isStillReported === true && seen !== 'errors' && seen !== 'slow')
    return [...reported(input, what.names), next].join('\n')
  if (input.isOpen === true && run?.proved === true && seen !== 'errors' && seen !== 'slow')
    return [...notTold(input, what.names), next].join('\n')
  if (restoredAt !== '' && input.isByOthers !== true) return over(input, what)
  if (input.isOfRegion === true && restoredAt === '' && (seen === 'calm' || seen === 'unknown'))
    return [...silentRegion(input, what.names), next].join('\n')
  const doing = ours(input)
  if (doing !== '' || (input.isTakenBack === true && seen !== 'calm')) {
    const done = doing === '' ? doneText(null) : doing
    return [`Identified: ${feltNow(input, what.names)}.`, `${done} ${confirmText(input)}`, next].join('\n')
  }
  if (run?.proved === true && (input.before ?? []).length > 0 && (seen === 'errors' || seen === 'slow'))
    return [...failingAgain(input, what.names), next].join('\n')
  if (seen !== 'calm')
    return [`Investigating: ${feltNow(input, what.names)}.`, 'We are looking into the cause.', next].join('\n')
  if (startedAt === '')
    return `We see no problem with ${what.names} now: errors are at their usual level, measured at ${minute(now.toISOString())} UTC.`
  return [
    `Recovered: ${what.names} ${what.isOne ? 'works' : 'work'} again.`,
    `${failedFrom(input)}. Errors are at their usual level. [A recent change was taken back by somebody else, or by the delivery itself.]`,
    ...(isWatched(input) ? ['It is being watched.'] : []),
    next
  ].join('\n')
}

/** As it is written above, and as it stands on the status page. */
const promise = /(?:Next update by|It is watched until) (\d\d:\d\d) UTC/

/** By when a status update promises the next word, ISO; null for one that promises none. */
export function promisedIn(text: string, now: Date): string | null {
  const [, at] = promise.exec(text) ?? []
  if (at === undefined) return null
  // A promise is of the next day where that time of this one is over.
  const onDay = Date.parse(`${now.toISOString().slice(0, 10)}T${at}:00Z`)
  const isOver = onDay < now.getTime() - nextWithinMs
  return new Date(onDay + (isOver ? 86_400_000 : 0)).toISOString()
}

/** While it is not known to be over. */
function silentRegion(input: StatusUpdateInput, names: string): readonly string[] {
  const where = doneSoFar(input.run, input) === 'notHelping' ? '' : ' in one region'
  const felt = `users of ${names}${where} may get no answer${sinceText(input)}`
  const doing = ours(input)
  return doing !== ''
    ? [`Identified: ${felt}.`, `${doing} We confirm as soon as they are answered.`]
    : [`Investigating: ${felt}.`, 'We are looking into it.']
}

/** What is being done, in words; empty for nothing that is under way. */
function ours(input: StatusUpdateInput): string {
  return doingText(input.run, doneSoFar(input.run, input), input.hasFailedBefore)
}

/** It was proved, was said to be over, and is not. */
function failingAgain(input: StatusUpdateInput, names: string): readonly string[] {
  const felt = input.seen === 'slow' ? `requests to ${names} are slow` : `some requests to ${names} fail`
  return [
    `Failing again: ${felt} again${sinceText(input)}.`,
    input.isUndone === true
      ? 'What had been done about it was changed again [by whom]; we are working on it.'
      : 'We are looking into the cause.'
  ]
}

/** Whoever reported it says when it is over: no reading does. */
function reported(input: StatusUpdateInput, names: string): readonly string[] {
  const { startedAt, run } = input
  const since = startedAt === '' ? '' : ` since ${minute(startedAt)} UTC or earlier`
  const done = run?.proved === true ? doneText(run) : ours(input)
  return [
    `${done === '' ? 'Investigating' : 'Identified'}: users of ${names} report problems${since}.`,
    done === '' ? 'We are looking into the cause.' : `${done} We confirm as soon as users say that it works again.`
  ]
}

/** Done, and well by all that is measured so soon: nothing recovered that nobody felt, and nothing is over yet. */
function notTold({ run, seen }: StatusUpdateInput, names: string): readonly string[] {
  const errors = seen === 'unknown' ? '' : '; errors are at their usual level'
  return [
    `Done: ${doneText(run)}`,
    `No failure of requests to ${names} was measured${errors}. Whether it helped is not known yet.`
  ]
}

function confirmText({ run, seen, felt = 'errors' }: StatusUpdateInput): string {
  if (run?.attested && seen === 'unknown')
    return 'It was found to work again [by whom, and how]; errors are not measured.'
  return felt === 'errors' && seen !== 'calm'
    ? 'We confirm as soon as errors are at their usual level.'
    : 'We confirm as soon as it is proved.'
}

/**
 * What was done was proved: it is resolved once the watch after it has held, and recovered until then. Where no failure was
 * measured, nothing recovered: it is done, and what was done is said.
 */
function over({ watch = null, ...input }: StatusUpdateInput, what: Affected): string {
  const { run, seen } = input
  const isResolved = watch === null || watch.end?.how === 'held'
  const done = run === null ? '[What was done about it.]' : doneText(run)
  const watched = isResolved ? 'We will publish what happened.' : watchedText(watch)
  // A limit that users need not feel is no failure that they are told of.
  if (input.startedAt === '' || input.felt === 'other')
    return [
      `${isResolved ? 'Completed' : 'Done'}: ${done}`,
      seen === 'calm'
        ? `No failure of requests to ${what.names} was measured; errors are at their usual level.`
        : 'No failure of requests was measured before it.',
      watched
    ].join('\n')
  // Users are served, and may not be able to change anything yet.
  const isPart = run?.checks?.some(({ name, status }) => name === 'data-left' && status === 'False') === true
  if (isPart)
    return [
      `Partly recovered: ${what.names} ${what.isOne ? 'answers' : 'answer'} again; changes may not be possible yet.`,
      `${failedFrom(input)}. ${done}`,
      isResolved ? 'We go on working on it.' : watched
    ].join('\n')
  const usual = seen === 'calm' ? ' Errors are at their usual level.' : ''
  return [
    `${isResolved ? 'Resolved' : 'Recovered'}: ${what.names} ${what.isOne ? 'works' : 'work'} again.`,
    `${failedFrom(input)}. ${done}${usual}`,
    watched
  ].join('\n')
}

/** A watch begins with a proof of ours, and is not always there after what others did. */
function isWatched({ watch = null }: StatusUpdateInput): boolean {
  return watch !== null && watch.end === null
}

function watchedText({ end, seenAt, forMs, watchedMs }: NonNullable<StatusUpdateInput['watch']>): string {
  if (end !== null) return 'We go on watching.'
  const untilMs = Date.parse(seenAt) + Math.max(0, forMs - watchedMs)
  return `It is watched until ${minute(new Date(untilMs).toISOString())} UTC; we say then whether it is resolved.`
}

/** As far as it is measured. */
function feltNow(input: StatusUpdateInput, names: string): string {
  const since = sinceText(input)
  switch (input.seen) {
    case 'errors':
      return `some requests to ${names} fail${since}`
    case 'slow':
      return `requests to ${names} are slow${since}`
    case 'other':
      return `there may be a problem with ${names}${since}; errors are at their usual level`
    case 'calm':
      if (input.felt !== undefined && input.felt !== 'errors')
        return `there may be a problem with ${names}${since}; errors are at their usual level`
      return `some requests to ${names} failed${since}; errors are at their usual level now`
    case 'unknown':
      if (since !== '' && input.felt !== undefined && input.felt !== 'errors')
        return `there may be a problem with ${names}${since}; whether requests fail is not measured`
      return since === ''
        ? `whether requests to ${names} fail is not measured now`
        : `some requests to ${names} failed when it was measured last,${since}; now it is not measured`
  }
}

function sinceText({ startedAt, isStartEarlier = false, before = [] }: StatusUpdateInput): string {
  if (startedAt === '') return ''
  const earlier = spans(before)
  const orEarlier = isStartEarlier ? ' or earlier' : ''
  return ` since ${minute(startedAt)} UTC${orEarlier}${earlier === '' ? '' : `, as they did ${earlier} UTC`}`
}

const feltWords: Readonly<Record<Felt, string>> = {
  errors: 'Requests failed',
  slow: 'Requests were slow',
  said: 'Users reported problems',
  other: 'There may have been a problem'
}

function failedFrom(input: StatusUpdateInput): string {
  const { startedAt, isStartEarlier = false, restoredAt, before = [], isLatest = false } = input
  const earlier = spans(before)
  const from = startedAt === '' ? '[time]' : `${minute(startedAt)}${isStartEarlier ? ' or earlier' : ''}`
  const to = restoredAt === '' ? '[time]' : minute(restoredAt)
  const felt =
    input.isOfRegion === true ? 'Users in one region may have got no answer' : feltWords[input.felt ?? 'errors']
  return `${felt} ${earlier === '' ? '' : `${earlier} and `}from ${from} to ${to} UTC${isLatest ? ' at the latest' : ''}`
}

/** `from 02:05 to 02:12 and from 02:20 to 02:24`; of many, when the first began and the last ended. */
function spans(outages: readonly ReportedOutage[]): string {
  const span = ({ from, to }: ReportedOutage): string => `from ${minute(from)} to ${minute(to)}`
  const [first, last] = [outages[0], outages.at(-1)]
  if (first === undefined || last === undefined) return ''
  if (outages.length <= mostNamed) return outages.map(span).join(' and ')
  return `${outages.length} times between ${minute(first.from)} and ${minute(last.to)}`
}

interface Affected {
  readonly names: string
  readonly isOne: boolean
}

/** All that are taken back together, or are about to be; from four on their number, which leaves users to find out less. */
function affected(service: ServiceRef, run: StatusUpdateInput['run'], planned: readonly Beside[] = []): Affected {
  // What is drained gets no request: users ask for the host, and that is what fails or works.
  const together = run === null && planned.length > 0 ? planned : run?.besides
  const all = together?.map(({ ref }) => ref.name) ?? [run?.words.outside?.of ?? service.name]
  if (all.length > mostNamed) return { names: `[${all.length} services]`, isOne: false }
  const names = all.map((name) => `[${name}]`)
  const [last = ''] = names.slice(-1)
  const isOne = names.length < 2
  return { names: isOne ? last : `${names.slice(0, -1).join(', ')} and ${last}`, isOne }
}
