import {
  lastValue,
  type Observed,
  type PanelPart,
  type PanelView,
  type ServiceRef,
  type Share
} from '../../../contract/index.ts'
import type { WatchedObjects } from '../../ports/lever.ts'
import { ratesOf, type RequestRates } from '../../ports/request-rates.ts'
import { isIstiodDown } from './istio/seen-istiod.ts'
import { notArrived } from './not-arrived.ts'
import { seenRoutes } from './seen-routes.ts'
import { reachedBy, splitsOf, strangeRoutes, type RuleSplit } from './split.ts'

const uncounted: RequestRates = { byWorkload: new Map(), untold: new Map() }

export const trafficPanelId = 'traffic'

/** So many rules have a drawing of their own; the others are counted. */
const mostDrawn = 4
/** Of what stands behind one destination; the others are counted. */
const mostNamed = 6
/** So many problems are said, and so many workloads drawn by what was counted. */
const mostSaid = 20

/**
 * The live panel of where requests of a service go: what its routes ask for, and beside it what the mesh counted. Null
 * where no route spreads them.
 */
export function trafficPanel(
  ref: ServiceRef,
  known: WatchedObjects,
  now: Date,
  rates: Observed<RequestRates>
): PanelView | null {
  const deployments = known.get('deployments')
  const seen = seenRoutes(known)
  if (seen === null || deployments?.state !== 'value') return null
  const all = splitsOf(seen, ref.namespace, ref.name)
  const splits = all.filter(({ parts, mirrors }) => parts.length > 1 || mirrors.length > 0)
  const strange = strangeRoutes(seen, [ref.name, ...reachedBy(splits)])
  if (splits.length === 0 && strange.length === 0) return null
  const { observedAt } = deployments
  const parts: readonly PanelPart[] = [
    ...splits.slice(0, mostDrawn).map(configured),
    ...(splits.length > mostDrawn
      ? [sentence(`${splits.length - mostDrawn} more rules send requests there.`, 'plain')]
      : []),
    ...observed(splits, rates),
    // A rule with one destination draws nothing, and sends all of its requests there.
    ...notArrived(all, lastValue(rates) ?? uncounted, isIstiodDown(known), now).map((text) => sentence(text, 'bad')),
    ...splits.flatMap(mirrored).slice(0, mostSaid),
    ...strange.flatMap(({ problems }) => problems.map(({ message }) => sentence(message, 'bad'))).slice(0, mostSaid),
    ...seen.unread.map((text) => sentence(`Other routes may send requests, too: ${text}`, 'unknown'))
  ]
  return { id: trafficPanelId, title: 'Traffic', parts: { state: 'value', value: parts, observedAt } }
}

function configured({ route, rule, parts }: RuleSplit): PanelPart {
  const shares = parts.map(({ destination, workloads, isMissing }): Share => ({
    label: named(workloads) || destination.backend.text,
    value: Math.round(1_000 * destination.share) / 10,
    detail: isMissing && destination.share > 0 ? 'nothing there: 503' : '',
    tone: isMissing && destination.share > 0 ? 'bad' : 'unknown'
  }))
  return { kind: 'shares', title: `Configured: ${titleOf(route.name, rule)}`, unit: '%', shares }
}

function titleOf(name: string, { title, isSticky, onlyFor }: RuleSplit['rule']): string {
  return `${name}, ${title}${isSticky ? ', by cookie' : onlyFor === '' ? '' : `, ${onlyFor}`}`
}

/** Copies of requests are answered to nobody, and still write. */
function mirrored({ route, rule, mirrors }: RuleSplit): readonly PanelPart[] {
  const to = [...reachedBy([{ route, rule, parts: [], mirrors }])]
  return to.length === 0 ? [] : [sentence(`${titleOf(route.name, rule)}: copies requests to ${named(to)}.`, 'warn')]
}

/** Weights are a wish until the mesh has them: what was counted stands beside them, never instead. */
function observed(splits: readonly RuleSplit[], rates: Observed<RequestRates>): readonly PanelPart[] {
  const names = [...reachedBy(splits.map((split) => ({ ...split, mirrors: [] })))].slice(0, mostSaid)
  const seen = lastValue(rates)
  if (names.length < 2) return []
  if (seen === undefined)
    return [sentence('Who gets which requests is not measured: the weights are only a wish.', 'unknown')]
  const counted = ratesOf(names, seen)
  if (typeof counted === 'string') return [sentence(`The weights are only a wish: ${counted}`, 'unknown')]
  const total = [...counted.values()].reduce((sum, rate) => sum + rate, 0)
  if (total === 0) return [sentence('Nobody sends requests now.', 'unknown')]
  const shares = [...counted].map(([label, rate]): Share => {
    return {
      label,
      value: Math.round((1_000 * rate) / total) / 10,
      detail: `${rate.toPrecision(3)} requests/s`,
      tone: 'unknown'
    }
  })
  return [{ kind: 'shares', title: 'Observed, last minute', unit: '%', shares }]
}

function sentence(text: string, tone: 'plain' | 'warn' | 'bad' | 'unknown'): PanelPart {
  return { kind: 'sentence', text, tone }
}

function named(names: readonly string[]): string {
  const more = names.length > mostNamed ? ` and ${names.length - mostNamed} more` : ''
  return `${names.slice(0, mostNamed).join(', ')}${more}`
}
