import type { Owner } from '../../../../contract/index.ts'
import { formatDuration } from '../../../../contract/words/format-duration.ts'
import { utc } from '../../../../contract/words/format-time.ts'
import { visibleText } from '../../../lib/visible-text.ts'
import { isOurManager } from '../field-manager.ts'
import { isOrdinaryManager } from '../managed-fields.ts'
import type { Restoration, SeenWriters } from './seen-writers.ts'
import { owningSystems } from './systems.ts'

/** Who was seen to write the pod template again and again: the times of its writes, and how soon each came. */
interface Repeated {
  readonly manager: string
  readonly reconciles: 'repeated' | 'writing'
  readonly effect: string
}

/** Two within so long of one another are one habit; a pipeline that is started by hand twice a day has none. */
const habitMs = 3_600_000
/** So many writes of the template, with no longer pause between two of them. */
const busy = { writes: 4, pauseMs: 600_000 }
const most = 3

/** Flagger and Argo Rollouts write what they own by design, and are named by their own objects. */
const delivering = /^(flagger|rollouts-controller|argo-rollouts)$/

/**
 * Managers that were seen to put fields of the pod template back more than once, or that keep writing it. Whoever types
 * kubectl, the cluster's own controllers, known systems (which other marks name) and Backout itself are none.
 */
export function repeatingOwners(seen: SeenWriters): readonly Owner[] {
  const managers = [...new Set(seen.writes.map(({ manager }) => manager))].filter(isAccused)
  const found = managers.map((manager) => restoring(manager, seen) ?? writing(manager, seen))
  return found
    .filter((one) => one !== null)
    .slice(0, most)
    .map(ownerOf)
}

function isAccused(manager: string): boolean {
  if (isOurManager(manager) || isOrdinaryManager(manager) || delivering.test(manager)) return false
  return !owningSystems.some(({ managers }) => managers?.test(manager))
}

function restoring(manager: string, { restorations }: SeenWriters): Repeated | null {
  const own = lately(restorations.filter((one) => one.manager === manager))
  const last = own.at(-1)
  if (own.length < 2 || last === undefined) return null
  return {
    manager,
    reconciles: 'repeated',
    effect: `It put fields of the pod template back ${own.length} times while this was watched, ${soon(own)} and ${apart(own)}; the last time at ${utc(last.at)}.`
  }
}

function writing(manager: string, { writes }: SeenWriters): Repeated | null {
  const own = writes.filter((one) => one.manager === manager)
  const last = own.at(-1)
  const newest = own.slice(-busy.writes)
  if (newest.length < busy.writes || last === undefined || longestPauseMs(newest) > busy.pauseMs) return null
  return {
    manager,
    reconciles: 'writing',
    effect: `It wrote the pod template ${own.length} times while this was watched, ${apart(newest)}; the last time at ${utc(last.at)}.`
  }
}

/** Those that belong to the newest one. */
function lately<T extends Pick<Restoration, 'at'>>(all: readonly T[]): readonly T[] {
  const start = all.findLastIndex(({ at }, index) => {
    const next = all[index + 1]
    return next !== undefined && Date.parse(next.at) - Date.parse(at) > habitMs
  })
  return all.slice(start + 1)
}

function longestPauseMs(all: readonly Pick<Restoration, 'at'>[]): number {
  const times = all.map(({ at }) => Date.parse(at))
  return Math.max(0, ...times.slice(1).map((time, index) => time - (times[index] ?? time)))
}

/** The server's times are whole seconds. */
function soon(all: readonly Restoration[]): string {
  const longest = Math.max(...all.map(({ afterMs }) => afterMs))
  return longest === 0 ? 'within a second of the change' : `at most ${formatDuration(longest)} after the change`
}

function apart(all: readonly Pick<Restoration, 'at'>[]): string {
  return `at most ${formatDuration(longestPauseMs(all))} apart`
}

function ownerOf({ manager, reconciles, effect }: Repeated): Owner {
  return {
    system: 'controller',
    name: `Field manager ${visibleText(manager, 128)}`,
    role: 'controller',
    effect,
    evidence: `managedFields: ${visibleText(manager, 128)}, while this was watched`,
    source: 'kubernetes/apimachinery pkg/util/managedfields/internal/managedfieldsupdater.go Update',
    reconciles
  }
}
