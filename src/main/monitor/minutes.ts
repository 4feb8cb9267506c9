import type { WatchMinute } from '../../contract/index.ts'
import { minuteLetters, type WatchState } from './watch-state.ts'

/** So many minutes are drawn; a watch that takes longer is counted on all the same. */
const mostMinutes = 480

/** A minute in which several things happened is called by the worst of them. */
const rank = 'qnba'

/** The minutes of a watch with what happened between two times (ISO) painted in, the minute of each included. */
export function paint(
  { startedAt, minutes }: Pick<WatchState, 'startedAt' | 'minutes'>,
  from: string,
  to: string,
  minute: WatchMinute
): string {
  const letter = minuteLetters[minute]
  const first = minuteAt(startedAt, from)
  const last = Math.min(minuteAt(startedAt, to), mostMinutes - 1)
  const cells = minutes.split('')
  for (let index = first; index <= last; index += 1) {
    const was = cells[index] ?? 'q'
    cells[index] = rank.indexOf(letter) > rank.indexOf(was) ? letter : was
  }
  return cells.join('')
}

/** The minutes as they are shown. */
export function minutesOf({ minutes }: Pick<WatchState, 'minutes'>): readonly WatchMinute[] {
  return minutes.split('').map((letter) => names[letter] ?? 'blind')
}

const names: Readonly<Partial<Record<string, WatchMinute>>> = Object.fromEntries(
  Object.entries(minuteLetters).map(([name, letter]) => [letter, name as WatchMinute])
)

function minuteAt(startedAt: string, at: string): number {
  return Math.max(0, Math.floor((Date.parse(at) - Date.parse(startedAt)) / 60_000))
}
