import { arrayAt, stringAt, type JsonObject } from '../../lib/json-access.ts'
import { decodeJson, NotJsonError } from '../http/decode-json.ts'
import type { RawAnswer } from './arm-answer.ts'
import type { ArmGet } from './arm-get.ts'

/** Of no list more pages are read. */
const mostPages = 20

/**
 * Reads a list to its end, page by page, as one answer (Azure REST guidelines, server-driven paging: `nextLink` is the
 * address of the next page). A link to another origin is never followed, because the token would go with it. What was not
 * read to its end keeps its `nextLink`, so that nobody takes it for all that there is.
 * @param endpoint origin of Azure Resource Manager
 */
export function wholeList(get: ArmGet, endpoint: string): ArmGet {
  return async (url, abort) => {
    const first = await get(url, abort)
    const begun = pageIn(first)
    if (begun === null || nextIn(begun) === null) return first
    const value = [...arrayAt(begun, 'value')]
    let next = nextIn(begun)
    for (let page = 1; next !== null && page < mostPages && isAt(endpoint, next); page += 1) {
      const more = pageIn(await get(next, abort))
      if (more === null) break
      value.push(...arrayAt(more, 'value'))
      next = nextIn(more)
    }
    return { ...first, body: JSON.stringify({ ...begun, value, nextLink: next ?? undefined }) }
  }
}

function pageIn({ status, headers, body }: RawAnswer): JsonObject | null {
  if (status !== 200) return null
  try {
    return decodeJson(headers, Buffer.from(body))
  } catch (error) {
    if (error instanceof NotJsonError) return null
    throw error
  }
}

function nextIn(page: JsonObject): string | null {
  return stringAt(page, 'nextLink') || null
}

function isAt(endpoint: string, link: string): boolean {
  return URL.canParse(link) && new URL(link).origin === new URL(endpoint).origin
}
