import { setTimeout as delay } from 'node:timers/promises'
import { asFailure, failureOf } from '../../contract/index.ts'
import type { KubeReader } from '../ports/kube.ts'
import { conclude, type Conclusion } from './conclude.ts'
import { readTarget } from './read-target.ts'
import { objectFacts, type ObjectFacts } from './response-facts.ts'
import type { RunSubject } from './run-subject.ts'

export type Settled = Extract<Conclusion, { readonly kind: 'settled' }> & {
  /** What the conclusion was drawn from; null when there is no such object. */
  readonly after: ObjectFacts | null
}

/** Between two readings, real time: the network is in doubt, not the drill. */
const everyMs = 500

export interface SettleOptions {
  readonly reader: KubeReader
  readonly subject: RunSubject
  /** How long the request can still arrive, real milliseconds from now. */
  readonly mayArriveForMs: number
  /** How long after the first reading one that is as before still proves nothing, real milliseconds. */
  readonly marginMs: number
  readonly abort: AbortSignal
  /** Called with the reason while the cluster cannot be read. */
  readonly onWaiting: (text: string) => void
}

/**
 * Settles a request whose answer was lost, by reading alone: never a retry. Reads until something definite is seen;
 * "not applied" is definite only after the request's deadline, and some time after the first reading: what has left this
 * program may still lie in a socket or with a proxy then.
 * @throws the abort reason.
 */
export async function settleUnknown({
  reader,
  subject,
  mayArriveForMs,
  marginMs,
  abort,
  onWaiting
}: SettleOptions): Promise<Settled> {
  let definiteAtMs = performance.now() + mayArriveForMs
  let hasRead = false
  for (let first = true; ; first = false) {
    abort.throwIfAborted()
    try {
      const askedMs = performance.now()
      const seen = await readTarget(reader, subject, abort, first)
      if (!hasRead) definiteAtMs = Math.max(definiteAtMs, performance.now() + marginMs)
      hasRead = true
      const after = seen && objectFacts(seen)
      const conclusion = conclude(subject, seen)
      if (conclusion.kind === 'settled') return { ...conclusion, after }
      if (askedMs >= definiteAtMs) return { ...notApplied(subject), after }
      onWaiting('Not applied so far; waiting until it can no longer arrive')
    } catch (error) {
      abort.throwIfAborted()
      onWaiting(`Cannot read the Deployment: ${asFailure(error).message}`)
    }
    await delay(everyMs, undefined, { signal: abort })
  }
}

function notApplied({ target }: RunSubject): Extract<Conclusion, { readonly kind: 'settled' }> {
  const text = `The request was not applied: ${target.ref.name} is as before`
  const failure = failureOf('timeout', `${text}.`, { remedy: 'Plan again.', retryable: true })
  return { kind: 'settled', outcome: 'failed', text, failure }
}
