import type { Guard } from '../../../contract/index.ts'
import type { DrainChoice } from './choice.ts'
import { readyPods } from './pairs.ts'
import type { Situation } from './situation.ts'

/** Whether those who take the requests are as many as those who give them. */
export function roomGuard({ seen }: Situation, { away, into }: DrainChoice): Guard {
  const [from, to] = [readyPods(seen, away), readyPods(seen, into)]
  const text = `${into} has ${to.ready} of ${to.wanted} pods ready, ${away} ${from.ready}`
  return to.ready < from.ready
    ? { id: 'room', status: 'warning', text: `${text}: fewer pods take the requests of more` }
    : { id: 'room', status: 'passed', text }
}

/** What could not be looked at; null when everything was. */
export function unreadGuard({ seen }: Situation): Guard | null {
  const [first] = seen.unread
  if (first === undefined) return null
  return { id: 'unread', status: 'warning', text: `Other routes may send requests, too: ${first}` }
}
