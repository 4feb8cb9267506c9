import { FailureError, failureOf } from '../../contract/index.ts'
import type { ServiceFacts } from '../traps/index.ts'
import type { FeedHub } from './feeds.ts'

/** So long the first reading of a service is waited for, milliseconds of real time. */
const patienceMs = 10_000

/**
 * What is known of the open service, as soon as it has been read.
 * @throws FailureError `missing` when that takes too long, or it is closed: whether something is safe for it is not known.
 */
export async function whenRead(facts: () => ServiceFacts | null, feeds: FeedHub): Promise<ServiceFacts> {
  const known = facts()
  if (known) return known
  let unsubscribe = (): void => undefined
  let timer: NodeJS.Timeout | undefined
  try {
    return await new Promise((resolve, reject) => {
      timer = setTimeout(() => reject(notRead()), patienceMs)
      unsubscribe = feeds.subscribe(({ feed }) => {
        if (feed !== 'service') return
        const read = facts()
        if (read) resolve(read)
        else if (feeds.value('service') === null) reject(notRead())
      })
    })
  } finally {
    clearTimeout(timer)
    unsubscribe()
  }
}

function notRead(): FailureError {
  const remedy = 'Wait for its first reading, and judge it again.'
  return new FailureError(failureOf('missing', 'The service has not been read yet.', { remedy, retryable: true }))
}
