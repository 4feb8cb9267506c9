import type { Change, Share } from '../../../contract/index.ts'
import type { RouteRule } from '../../ports/route.ts'
import { visibleText } from '../../lib/visible-text.ts'
import { sharesAfter, type Drain } from '../../providers/routes/drain.ts'
import type { RulePart, RuleSplit } from '../../providers/routes/split.ts'

/** What the rule that most requests meet sends where: the first one without conditions, as it is configured. */
export function mainShares(splits: readonly RuleSplit[]): readonly Share[] {
  const main = mainOf(splits)
  return main === undefined ? [] : sharesOf(main, null)
}

/** The host that users ask for in that rule, of one in a cluster its Service; undefined where the route is for any host. */
export function askedHost(splits: readonly RuleSplit[]): string | undefined {
  const host = mainOf(splits)?.route.hosts.find((one) => !one.includes('*'))
  return host && visibleText(host.replace(/\.[^.]+\.svc(\..*)?$/, ''), 200)
}

function mainOf(splits: readonly RuleSplit[]): RuleSplit | undefined {
  const several = splits.filter(({ parts }) => parts.length > 1)
  return several.find(({ rule }) => rule.onlyFor === '' && !rule.isSticky) ?? several[0] ?? splits[0]
}

/** The shares of each rule that a drain touches, before and after. */
export function changesOf(splits: readonly RuleSplit[], drain: Drain): readonly Change[] {
  return splits.flatMap((split): readonly Change[] => {
    const after = sharesAfter(split, drain, 1)
    if (after === null) return []
    const { route, rule } = split
    const title = `${route.name}, ${rule.title}${rule.onlyFor === '' ? '' : `, ${rule.onlyFor}`}`
    return [{ kind: 'shares', title, unit: '%', before: sharesOf(split, drain), after: sharesOf(split, drain, after) }]
  })
}

function sharesOf({ parts, rule }: RuleSplit, drain: Drain | null, percents?: readonly number[]): readonly Share[] {
  return parts.map((part, index) => ({
    label: labelOf(part),
    value: percents?.[index] ?? Math.round(1_000 * part.destination.share) / 10,
    detail: part.isMissing
      ? 'no such Service or subset: 503'
      : percents === undefined
        ? `configured${ofWhom(rule)}`
        : '',
    tone: part.isMissing ? 'bad' : toneOf(part, drain)
  }))
}

/** Of whose requests a share is, where a rule is not for all: `, by header x-user`; empty where it is. */
export function ofWhom({ onlyFor, isSticky }: Pick<RouteRule, 'onlyFor' | 'isSticky'>): string {
  if (isSticky) return ', by cookie'
  return onlyFor === '' ? '' : `, by ${onlyFor}`
}

function labelOf({ workloads, destination }: RulePart): string {
  return workloads.length === 0 ? destination.backend.text : workloads.join(', ')
}

function toneOf({ workloads }: RulePart, drain: Drain | null): Share['tone'] {
  if (drain === null) return 'unknown'
  if (workloads.includes(drain.away)) return 'bad'
  return workloads.includes(drain.into) ? 'good' : 'unknown'
}
