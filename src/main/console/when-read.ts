import type { Failure } from '../../contract/index.ts'
import { FailureError, failureOf } from '../../contract/index.ts'
import type { ServiceFacts } from '../traps/index.ts'
import type { FeedHub } from './feeds.ts'

/** So long the first reading of a service is waited for, milliseconds of real time. */
const patienceMs = 10_000

/**
 * What is known of the open service, as soon as it has been read.
 * @throws FailureError `unreachable` at once while its cluster cannot be reached, `missing` when that takes too long, or it is closed: whether something is safe for it is not known.
 */
export async function whenRead(facts: () => ServiceFacts | null, feeds: FeedHub): Promise<ServiceFacts> {
  const known = facts()
  if (known) return known
  const deployment = feeds.value('service')?.deployment
  if (deployment?.state === 'unreachable') throw offline(deployment.failure)
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

function offline({ message }: Failure): FailureError {
  const remedy = 'The commands of the checklist can be read out.'
  const why = `Offline, and nothing was read of the service before: ${message}`
  return new FailureError(failureOf('unreachable', why, { remedy, retryable: true }))
}

function notRead(): FailureError {
  const remedy = 'Wait for its first reading, and judge it again.'
  return new FailureError(failureOf('missing', 'The service has not been read yet.', { remedy, retryable: true }))
}
