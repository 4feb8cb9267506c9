import type { RouteEdit, RouteWrite } from '../../ports/route-edit.ts'
import type { RouteReading } from '../../ports/route.ts'
import type { RulePart, RuleSplit } from './split.ts'

/** From which Deployment to which one requests are moved. */
export interface Drain {
  readonly away: string
  readonly into: string
  /** What `away` keeps of each rule, percent; more than it has gives it requests back. */
  readonly left: number
}

/** Why a rule cannot be drained by its weights, in one sentence. */
export interface DrainObstacle {
  readonly route: RouteReading
  readonly text: string
}

/** What stands in the way of a drain in the rules that reach the service. */
export function obstaclesTo(
  splits: readonly RuleSplit[],
  { away, into }: Pick<Drain, 'away' | 'into'>
): readonly DrainObstacle[] {
  return splits.flatMap(({ route, rule, parts }) => {
    const where = `${route.name}, ${rule.title}`
    const say = (text: string): readonly DrainObstacle[] => [{ route, text: `${where}: ${text}` }]
    const mixed = parts.find(({ workloads }) => workloads.includes(away) && workloads.length > 1)
    if (mixed) {
      const { text } = mixed.destination.backend
      return say(`${text} is served by ${mixed.workloads.join(' and ')} alike, so no weight tells them apart.`)
    }
    const from = parts.filter((part) => isOnly(part, away))
    if (from.every(({ destination }) => destination.share === 0) && from.length > 0) return []
    if (from.length === 0 || parts.some((part) => isOnly(part, into))) return []
    if (parts.length === 1)
      return say(`everything goes to ${away}; its weight changes nothing, only another destination does.`)
    return say(`it does not send anything to ${into}.`)
  })
}

/**
 * The weights of the whole way, or of a part of it, as one edit of each route that changes: every weight of every rule that
 * is touched, with the sum 100. What other destinations have they keep, to the percent.
 * @param part 0 to 1, of the way from the present shares to those wanted
 */
export function drainEdits(splits: readonly RuleSplit[], drain: Drain, part: number): readonly RouteEdit[] {
  const byRoute = new Map<RouteReading, { identities: string[]; writes: RouteWrite[] }>()
  for (const split of splits) {
    const writes = [...weightsOf(split, drain, part), ...withoutMirrors(split, drain)]
    if (writes.length === 0) continue
    const edit = byRoute.get(split.route) ?? { identities: [], writes: [] }
    if (writes.some(({ path }) => path.endsWith('/weight')))
      edit.identities.push(...split.parts.flatMap(({ destination }) => destination.identity))
    edit.writes.push(...writes)
    byRoute.set(split.route, edit)
  }
  return [...byRoute].map(([{ object, resource }, edit]) => ({ object, resource, ...edit }))
}

/** What each destination of a rule has after a part of the way, percent; null for a rule that stays as it is. */
export function sharesAfter({ rule, parts }: RuleSplit, drain: Drain, part: number): readonly number[] | null {
  const { away, into, left } = drain
  const isFrom = (one: RulePart): boolean => isOnly(one, away)
  const isTo = (one: RulePart): boolean => isOnly(one, into)
  if (!parts.some(isFrom) || !parts.some(isTo)) return null
  const now = 100 * sumOf(parts.filter(isFrom))
  const isBack = left > now
  // A rule for some users only, and one that keeps them where they were, is not filled up again.
  if (Math.abs(now - left) < 0.5 || (isBack && (rule.isSticky || rule.onlyFor !== ''))) return null
  const others = parts.map((one) => (isFrom(one) || isTo(one) ? 0 : Math.round(100 * one.destination.share)))
  const room = 100 - others.reduce((sum, share) => sum + share, 0)
  const fromShare = Math.min(room, Math.round(now + (left - now) * part))
  const from = spread(fromShare, parts, isFrom)
  const to = spread(room - fromShare, parts, isTo)
  return parts.map((_, index) => (others[index] ?? 0) + (from[index] ?? 0) + (to[index] ?? 0))
}

/** A whole number over the parts of one side, by what they have now; all of it to the first where they have nothing. */
function spread(amount: number, parts: readonly RulePart[], isSide: (part: RulePart) => boolean): readonly number[] {
  const shares = parts.map((part) => (isSide(part) ? part.destination.share : 0))
  const sum = shares.reduce((total, share) => total + share, 0)
  const whole = shares.map((share) => (sum === 0 ? 0 : Math.floor((amount * share) / sum)))
  const first = sum === 0 ? parts.findIndex(isSide) : shares.findIndex((share) => share > 0)
  const rest = amount - whole.reduce((total, share) => total + share, 0)
  return whole.map((share, index) => (index === first ? share + rest : share))
}

function weightsOf(split: RuleSplit, drain: Drain, part: number): readonly RouteWrite[] {
  const shares = sharesAfter(split, drain, part)
  if (shares === null) return []
  return split.parts.map(({ destination }, index) => ({ path: destination.weightPath, to: shares[index] ?? 0 }))
}

/** Copies of requests still reach what gets none of them, with all that they write. */
function withoutMirrors({ mirrors }: RuleSplit, { away, left }: Drain): readonly RouteWrite[] {
  if (left > 0) return []
  return mirrors.flatMap(({ slot, workloads }): readonly RouteWrite[] => {
    const { path, isList, members, beside } = slot
    const rest = members.filter((_, index) => !(workloads[index] ?? []).includes(away))
    if (rest.length === members.length) return []
    if (!isList) return [path, ...beside].map((gone) => ({ path: gone, to: null }))
    return [{ path, to: rest.length === 0 ? null : rest.map(({ value }) => value) }]
  })
}

function isOnly({ workloads }: RulePart, name: string): boolean {
  return workloads.length === 1 && workloads[0] === name
}

function sumOf(parts: readonly RulePart[]): number {
  return parts.reduce((sum, { destination }) => sum + destination.share, 0)
}
