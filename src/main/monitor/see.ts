import { formatDuration } from '../../contract/words/format-duration.ts'
import { utc } from '../../contract/words/format-time.ts'
import { endWatch } from './end-watch.ts'
import type { Glance } from './glance.ts'
import { paint } from './minutes.ts'
import type { WatchState } from './watch-state.ts'
import { standing, undoneSince } from './undone.ts'

/** What is worth a record: `minute` keeps the count, the others are told to the operator too. */
export interface WatchNews {
  readonly what: 'minute' | 'alarm' | 'calm' | 'blind' | 'seen' | 'gap' | 'noted' | 'ended'
  /** Who is not held any more, by name; left out of every other event. */
  readonly letGo?: readonly string[]
  /** Empty for what is no line of the timeline. */
  readonly text: string
}

export interface WatchSeen {
  readonly state: WatchState
  readonly events: readonly WatchNews[]
}

/** Nothing was read for so long: it is said, milliseconds. */
const blindSaidMs = 60_000
/** An alarm about a restart is on for so long after the last one, milliseconds. */
const restartAlarmMs = 60_000
/** What was let go is alarmed about for so long: Argo CD's longest backoff, and a usual interval of Flux, milliseconds. */
const letGoAlarmMs = 10 * 60_000
/** What comes so soon after an alarm that is still on belongs to it, milliseconds. */
const sameAlarmMs = 60_000
/** So many alarms and notes are kept; the first ones stand in the record. */
const mostKept = 50

/**
 * A watch after one more look. The time since the look before counts as what that found, or as blind where nobody looked
 * for longer than `maxGapMs`: the computer slept, or Backout was not running.
 * Pure.
 */
export function see(before: WatchState, glance: Glance, maxGapMs: number): WatchSeen {
  if (before.end !== null) return { state: before, events: [] }
  const counted = countTime(before, glance, maxGapMs)
  // What was undone is known also while nothing else is.
  const isBlind = glance.blind !== null && undoneSince(counted.state, glance).length === 0
  const judged = isBlind ? unseen(counted.state, glance, glance.blind ?? '') : lookedAt(counted.state, glance)
  const events = [...counted.events, ...judged.events]
  const { state } = judged
  if (state.phase === 'holding' && state.watchedMs >= state.forMs) {
    const ended = endWatch(state, glance.at, state.alarms.length === 0 ? 'held' : 'alarmed')
    return { state: ended, events: [...events, { what: 'ended', text: ended.end?.text ?? '' }] }
  }
  const isNewMinute = state.minutes.length > before.minutes.length
  return { state, events: events.length === 0 && isNewMinute ? [{ what: 'minute', text: '' }] : events }
}

function countTime(before: WatchState, { at, unseen: names }: Glance, maxGapMs: number): WatchSeen {
  const gapMs = Math.max(0, Date.parse(at) - Date.parse(before.seenAt))
  const isMissed = gapMs > maxGapMs
  const minute = isMissed || before.phase === 'blind' ? 'blind' : before.phase === 'alarm' ? 'alarm' : 'quiet'
  const state: WatchState = {
    ...before,
    seenAt: gapMs > 0 ? at : before.seenAt,
    watchedMs: before.watchedMs + (minute === 'quiet' ? gapMs : 0),
    alarmMs: before.alarmMs + (minute === 'alarm' ? gapMs : 0),
    blindMs: before.blindMs + (minute === 'blind' ? gapMs : 0),
    unseenMs:
      minute === 'blind'
        ? before.unseenMs
        : names.reduce((all, name) => ({ ...all, [name]: (all[name] ?? 0) + gapMs }), before.unseenMs),
    minutes: paint(before, before.seenAt, at, minute)
  }
  if (!isMissed) return { state, events: [] }
  const text = `Not watched from ${utc(before.seenAt)} to ${utc(at)}: ${formatDuration(gapMs)} that do not count`
  return { state, events: [{ what: 'gap', text }] }
}

function unseen(state: WatchState, { at }: Glance, why: string): WatchSeen {
  const blind = state.blind ?? { why, sinceAt: at, isSaid: false }
  const isDue = !blind.isSaid && Date.parse(at) - Date.parse(blind.sinceAt) >= blindSaidMs
  return {
    state: { ...state, phase: 'blind', past: null, blind: { ...blind, why, isSaid: blind.isSaid || isDue } },
    events: isDue ? [{ what: 'blind', text: `The watch is blind: ${why}. This time does not count` }] : []
  }
}

function lookedAt(before: WatchState, glance: Glance): WatchSeen {
  const { at } = glance
  const events: WatchNews[] = []
  if (before.blind?.isSaid && glance.blind === null) {
    const forMs = Date.parse(at) - Date.parse(before.blind.sinceAt)
    events.push({ what: 'seen', text: `Watching again after ${formatDuration(forMs)} without a reading` })
  }
  const restarted = restartsSince(before.pods, glance.pods)
  const letGo = letGoSince(before, glance)
  let state: WatchState = {
    ...before,
    blind: null,
    pods: glance.pods,
    ...heldNow(before, glance),
    ...standing(before, glance),
    restarts: before.restarts + restarted.count,
    calmAt: restarted.count > 0 ? after(at, restartAlarmMs) : before.calmAt
  }
  if (letGo.names.length > 0) {
    // It may come back from one second to the next, and nothing that is measured says so before.
    const open = isAlarmOn(state) ? closed(state.alarms, at) : state.alarms
    state = {
      ...state,
      alarms: [...open, { at, endedAt: null, text: letGo.text }].slice(-mostKept),
      calmAt: after(at, letGoAlarmMs)
    }
    events.push({ what: 'alarm', text: `Alarm: ${letGo.text}`, letGo: letGo.names })
  }
  const undone = undoneSince(before, glance)
  // Each is said once, as an alarm of its own.
  const said = undone.filter((text) => !state.alarms.some((one) => one.endedAt === null && one.text.includes(text)))
  if (said.length > 0) {
    const text = said.join(' ')
    const open = isAlarmOn(state) ? closed(state.alarms, at) : state.alarms
    state = { ...state, alarms: [...open, { at, endedAt: null, text: undone.join(' ') }].slice(-mostKept) }
    events.push({ what: 'alarm', text: `Alarm: ${text}` })
  }
  const isOn = isAlarmOn(state)
  const isLasting = glance.past !== null && (isOn || (state.past !== null && state.past.readAt < glance.past.readAt))
  if (glance.past === null && state.past !== null && !isOn) {
    const text = `${state.past.text} For one reading: too short to count.`
    state = { ...state, notes: [...state.notes, { at, text }].slice(-mostKept), minutes: paint(state, at, at, 'noted') }
    events.push({ what: 'noted', text })
  }
  state = { ...state, past: glance.past === null ? null : (state.past ?? glance.past) }
  const reason = restarted.count > 0 ? restarted.text : isLasting ? (glance.past?.text ?? '') : null
  // What a cluster says each second is not written, and told, each second: until then it is the same alarm, which goes on.
  const isSame = isOn && at < after(state.alarms.at(-1)?.at ?? '', sameAlarmMs)
  // What was let go has put it back, as the alarm that is on said that it would.
  const isPutBack = isOn && glance.past !== null && isLetGo(state.alarms.at(-1)?.text ?? '', glance)
  if (reason !== null && (((!isOn || restarted.count > 0) && !isSame) || isPutBack)) {
    const open = isOn ? closed(state.alarms, at) : state.alarms
    state = { ...state, alarms: [...open, { at, endedAt: null, text: reason }].slice(-mostKept) }
    events.push({ what: 'alarm', text: `Alarm: ${reason}` })
  }
  const isStill = isLasting || undone.length > 0 || (state.calmAt !== null && at < state.calmAt)
  if (isAlarmOn(state) && !isStill) {
    state = { ...state, alarms: closed(state.alarms, at), calmAt: null, past: null }
    events.push({ what: 'calm', text: 'Quiet again' })
  }
  const phase = isAlarmOn(state) ? 'alarm' : 'holding'
  if (phase === 'alarm') state = { ...state, minutes: paint(state, at, at, 'alarm') }
  return { state: { ...state, phase }, events }
}

/** Who was seen held in this watch and is not any more. */
function letGoSince({ held = [] }: WatchState, { keepers = [] }: Glance) {
  const gone = keepers.filter(({ name, goesOn }) => goesOn !== null && held.includes(name))
  return {
    names: gone.map(({ name }) => name),
    text: gone
      .map(({ goesOn }) => `${goesOn ?? ''} If Git has the bad release still, that is what it brings.`)
      .join(' ')
  }
}

function heldNow({ held = [] }: WatchState, { keepers = [] }: Glance): Pick<WatchState, 'held'> {
  const isGoingOn = (name: string): boolean => keepers.some((one) => one.name === name && one.goesOn !== null)
  const seen = keepers.flatMap(({ name, goesOn }) => (goesOn === null ? [name] : []))
  const now = [...new Set([...held.filter((name) => !isGoingOn(name)), ...seen])]
  return now.length === 0 && held.length === 0 ? {} : { held: now }
}

function isLetGo(text: string, { keepers = [] }: Glance): boolean {
  return keepers.some(({ goesOn }) => goesOn !== null && text.includes(goesOn))
}

function isAlarmOn({ alarms }: WatchState): boolean {
  return alarms.at(-1)?.endedAt === null
}

function closed(alarms: WatchState['alarms'], at: string): WatchState['alarms'] {
  return alarms.map((alarm) => (alarm.endedAt === null ? { ...alarm, endedAt: at } : alarm))
}

/** Restarts beyond what was read before; all of a pod that is new since then. */
function restartsSince(
  before: WatchState['pods'],
  now: Glance['pods']
): { readonly count: number; readonly text: string } {
  const grown =
    before === null
      ? []
      : Object.entries(now).flatMap(([name, count]) => {
          const more = count - (Object.hasOwn(before, name) ? (before[name] ?? 0) : 0)
          return more > 0 ? [{ name, more }] : []
        })
  const count = grown.reduce((sum, { more }) => sum + more, 0)
  const names = grown
    .slice(0, 3)
    .map(({ name }) => name)
    .join(', ')
  const rest = grown.length > 3 ? ` and ${grown.length - 3} more` : ''
  return { count, text: `${count} ${count === 1 ? 'restart' : 'restarts'}: ${names}${rest}.` }
}

function after(at: string, ms: number): string {
  return new Date(Date.parse(at) + ms).toISOString()
}
