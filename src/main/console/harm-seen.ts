import type { Plan } from '../../contract/index.ts'
import { serviceKey } from '../../contract/service.ts'
import { asksForChange } from '../../contract/verdict.ts'
import type { FeedHub } from './feeds.ts'

/**
 * What users of the open service see now, as the verdict on the screen words it; empty where that asks for no change, and for
 * a plan that is about another service.
 */
export function harmSeen(feeds: FeedHub, service: Plan['scope']['service']): string {
  const verdict = feeds.value('verdict')
  const open = feeds.value('service')?.ref
  if (!verdict || !open || service === null || serviceKey(open) !== serviceKey(service)) return ''
  return asksForChange(verdict.level) ? verdict.rest : ''
}
