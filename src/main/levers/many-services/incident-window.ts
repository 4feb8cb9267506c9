import type { World } from '../../ports/lever.ts'

/** What hurts now was most likely released within this time before it began to. */
const beforeMs = 3_600_000

/** From when on a change may have to do with the incident, milliseconds: an hour before a limit was first crossed, else before now. */
export function windowBegin({ verdict, now }: Pick<World, 'verdict' | 'now'>): number {
  const crossedMs = Date.parse(verdict?.firstCrossedAt ?? '')
  return (Number.isNaN(crossedMs) ? now.getTime() : crossedMs) - beforeMs
}
