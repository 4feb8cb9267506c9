import type { Wait } from '../index.ts'
import { formatDuration } from './format-duration.ts'
import { leftText } from './left-text.ts'
import { newRevision } from './new-revision.ts'

/** What a verdict waits for, counted from now: who rolled out what or where users are not any more, and when the reading is clean. */
export function waitingWords(wait: Wait, nowMs: number): string {
  if ('left' in wait)
    return `${leftText(wait.left)}: the readings still hold requests of before; ${cleanIn(wait.cleanAt, nowMs)}.`
  const { workload, revision, templateOf, isBackOnGood, by, startedAt, endedAt, cleanAt } = wait
  const template = templateOf === null ? '' : ` (template of ${templateOf}${isBackOnGood ? ', which served well' : ''})`
  const writer = by === '' ? '' : ` by ${by}`
  const since = (at: string): string => formatDuration(nowMs - Date.parse(at))
  if (cleanAt === null)
    return `${newRevision(revision, workload)}${template} has been rolling out for ${since(startedAt)}${writer}; until it has finished the readings hold requests of before.`
  return `${newRevision(revision, workload)}${template} rolled out ${since(endedAt ?? startedAt)} ago${writer}; the readings still hold requests of before; ${cleanIn(cleanAt, nowMs)}.`
}

function cleanIn(cleanAt: string, nowMs: number): string {
  const leftMs = Date.parse(cleanAt) - nowMs
  return leftMs > 0
    ? `clean reading in ${formatDuration(Math.ceil(leftMs / 1_000) * 1_000)}`
    : 'the next reading is clean'
}
