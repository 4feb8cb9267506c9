import type { BackoutApi, FeedMessage, RequestFunction, RequestName, Result } from '../../contract/index.ts'
import { asFailure, failed } from '../../contract/failure.ts'

declare global {
  interface Window {
    /** Put there by the preload. Only this file reads it. */
    backout?: BackoutApi
  }
}

function api(): BackoutApi {
  if (window.backout === undefined) throw new Error('The preload did not run: window.backout is missing')
  return window.backout
}

/** Asks main. A refusal and a broken channel both come back as a `Failure`; it never throws. */
export const request: RequestFunction = async <N extends RequestName>(name: N, input: unknown) => {
  try {
    return (await api().request(name, input)) as never
  } catch (thrown) {
    return failed(asFailure(thrown)) satisfies Result<never> as never
  }
}

/** Calls back for each feed message, first with the current value of every feed. Returns the unsubscribe function. */
export function subscribe(listener: (message: FeedMessage) => void): () => void {
  return api().subscribe(listener)
}
