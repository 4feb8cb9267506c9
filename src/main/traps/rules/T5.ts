import { arrayAt, isJsonObject } from '../../lib/json-access.ts'
import { serviceCanary, type CommandRule } from '../rule-facts.ts'
import type { Patch } from '../intended.ts'
import { movedRules, sharesText } from './moved-weights.ts'

/** The weights that a patch gives the routes of one rule of a VirtualService. */
interface Weights {
  readonly set: readonly number[]
  /** The whole list of routes is written, so that no other route is left beside them. */
  readonly isWhole: boolean
}

const oneWeight = /^\/spec\/(http|tcp|tls)\/(\d+)\/route\/(?:\d+)\/weight$/

/** A patch of some weights of a rule, which leaves the others as they are. */
export const setsOneWeight: CommandRule = (intended, facts) => {
  if (intended.tool !== 'kubectl' || intended.isRead || intended.patch === null) return null
  if (intended.resource !== 'virtualservices') return null
  const common = {
    id: `T5 ${intended.namespace ?? ''}/${intended.name ?? ''}`,
    source: 'istio/istio pkg/config/validation/validation.go validateHTTPRouteDestinations',
    command: intended.command
  }
  const here = movedRules(intended, facts)
  const rules = weightsIn(intended.patch)
  if (rules.some(({ set, isWhole }) => set.length === 1 && !isWhole)) {
    // Beside what is there now it may be all that is missing.
    if (here.length > 0 && here.every(({ weights }) => sumOf(weights) === 100)) return null
    const would = here.map((moved) => ` Here it would come to ${sharesText(moved)}.`).join('')
    return {
      ...common,
      severity: 'refused',
      instead: `Set every weight of the rule, with the sum 100${serviceCanary(facts) ? ', and suspend the Canary first: Flagger writes it' : ''}.`,
      lead: 'Refused: setting one weight leaves the others as they are.',
      text: `100 beside 50 still sends a third of the users there: Istio adds the weights up. The first route is not always the primary${serviceCanary(facts) ? ', and Flagger writes it again' : ''}.${would}`
    }
  }
  const odd = rules.find(({ set }) => set.length > 1 && sumOf(set) !== 100)
  return odd
    ? {
        ...common,
        severity: 'warning',
        lead: `The weights ${odd.set.join(' and ')} add up to ${sumOf(odd.set)}, not to 100.`,
        text: 'Istio takes each as its share of the sum; Flagger, and Istio before 1.15, want 100.'
      }
    : null
}

function weightsIn({ type, value }: Patch): readonly Weights[] {
  if (type !== 'json') return wholeRules(value)
  const single = new Map<string, Map<string, number>>()
  const whole: Weights[] = []
  for (const { op, path, value: to } of (Array.isArray(value) ? value : []).filter(isJsonObject)) {
    if ((op !== 'add' && op !== 'replace') || typeof path !== 'string') continue
    const [, protocol, rule] = oneWeight.exec(path) ?? []
    if (protocol !== undefined && typeof to === 'number') {
      const key = `${protocol}/${rule ?? ''}`
      single.set(key, new Map(single.get(key)).set(path, to))
    } else if (/^\/spec\/(?:http|tcp|tls)\/(?:\d+|-)\/route$/.test(path)) whole.push(routeWeights(to))
    else if (/^\/spec\/(?:http|tcp|tls)\/(?:\d+|-)$/.test(path)) whole.push(routeWeights(arrayAt(to, 'route')))
    else if (path === '/spec') whole.push(...wholeRules({ spec: to }))
    else if (/^\/spec\/(?:http|tcp|tls)$/.test(path)) whole.push(...wholeRules({ spec: { http: to } }))
  }
  return [...[...single.values()].map((set) => ({ set: [...set.values()], isWhole: false })), ...whole]
}

function wholeRules(value: unknown): readonly Weights[] {
  return ['http', 'tcp', 'tls']
    .flatMap((protocol) => arrayAt(value, 'spec', protocol))
    .map((rule) => routeWeights(arrayAt(rule, 'route')))
}

/** A route without a weight has 0 beside others, and everything when it is alone. */
function routeWeights(routes: unknown): Weights {
  const set = (Array.isArray(routes) ? routes : []).map((route) => {
    const weight = isJsonObject(route) ? route['weight'] : undefined
    return typeof weight === 'number' ? weight : 0
  })
  return { set, isWhole: true }
}

function sumOf(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0)
}
