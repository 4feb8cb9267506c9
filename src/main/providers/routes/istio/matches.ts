import { arrayAt, at, isJsonObject, objectAt, stringAt } from '../../../lib/json-access.ts'
import { visibleText } from '../../../lib/visible-text.ts'

/**
 * Which requests a rule is for, in a few words; empty for one without conditions. Any of the matches is enough
 * (istio/api networking/v1alpha3/virtual_service.proto HTTPRoute.match).
 */
export function matchText(rule: unknown): string {
  const matches = arrayAt(rule, 'match').filter(isJsonObject)
  if (matches.length === 0 || matches.some((match) => Object.keys(match).length === 0)) return ''
  return visibleText(matches.map(oneMatch).join(' or '), 160)
}

/** Whether a rule is for users that carry a cookie, or gives them one: it keeps them where they were. */
export function isStickyRule(rule: unknown): boolean {
  const byCookie = arrayAt(rule, 'match').some((match) => Object.keys(objectAt(match, 'headers')).some(isCookie))
  const givesCookie = [rule, ...arrayAt(rule, 'route')].some((part) =>
    ['add', 'set'].some((how) =>
      Object.keys(objectAt(part, 'headers', 'response', how)).some((name) => name.toLowerCase() === 'set-cookie')
    )
  )
  return byCookie || givesCookie
}

function isCookie(header: string): boolean {
  return header.toLowerCase() === 'cookie'
}

function oneMatch(match: unknown): string {
  const parts = Object.entries(isJsonObject(match) ? match : {}).map(([key, value]) => {
    if (key === 'headers' || key === 'withoutHeaders' || key === 'queryParams')
      return Object.keys(isJsonObject(value) ? value : {})
        .map((name) => `${key === 'withoutHeaders' ? 'no ' : ''}${key === 'queryParams' ? 'query' : 'header'} ${name}`)
        .join(' and ')
    const text = ['exact', 'prefix', 'regex'].map((how) => stringAt(value, how)).find((found) => found !== '')
    return text === undefined ? `${key} ${shortText(at(match, key))}` : `${key} ${text}`
  })
  return parts.join(' and ')
}

function shortText(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : JSON.stringify(value).slice(0, 40)
}
