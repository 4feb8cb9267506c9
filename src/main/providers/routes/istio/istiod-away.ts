import { failureOf, type Failure } from '../../../../contract/index.ts'

const away = 'istiod does not answer: no route can be changed, and none that was reaches the proxies.'

/** Whether a failure is one that `istiodAway` made. */
export function isIstiodAway(failure: Failure | null | undefined): boolean {
  return failure?.message === away
}

/**
 * What it means that the server asks a webhook about routes and gets no answer: none of them can be written, and nothing
 * that was written reaches the proxies, which go on with the routes that they have. Null for any other failure.
 */
export function istiodAway(failure: Failure | undefined): Failure | null {
  if (failure === undefined) return null
  const isSilent =
    /^Admission webhook "[^"]*\bistio\b[^"]*" does not answer/.test(failure.message) || failure.code === 'timeout'
  if (!isSilent) return null
  return failureOf('unreachable', away, {
    address: failure.address,
    remedy:
      'Bring istiod back first, and replace no pods meanwhile: the proxies do not hear of new ones. Suspending the Canary works. Flagger’s own rollback hangs until istiod is back.',
    retryable: true,
    causes: [failure.message, ...failure.causes]
  })
}
