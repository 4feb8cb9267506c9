import { asFailure, FailureError, failureOf, type Failure } from '../../../contract/index.ts'
import { isJsonObject, stringAt } from '../../lib/json-access.ts'
import { parsedJson } from '../../lib/parsed-json.ts'
import { visibleText } from '../../lib/visible-text.ts'
import type { Conclusion, StepOutcome } from '../../ports/action.ts'
import type { AzureReader } from '../../ports/azure.ts'
import type { ReadPlace } from '../../ports/place.ts'
import type { WireResponse } from '../../ports/wire.ts'
import { azureOf } from './endpoint-target.ts'

/** Between two readings where nobody names a time, and the bounds of one that is named; by the clock of the place. */
const everyMs = 2_000
const mostMs = 60_000
/** How long what is as before may be so after its operation is said to be over. */
const shownWithinMs = 60_000
/** An operation that is said to run on is no reason not to look: it may be said so for ever, by the clock of the place. */
const lookAgainMs = 30_000

/** What the address of an operation says. */
type Said =
  | { readonly kind: 'running'; readonly againMs: number }
  | { readonly kind: 'ended'; readonly failure: Failure | null }
  /** Nothing that can be used: what was changed is read instead. */
  | { readonly kind: 'silent' }

/** A long operation, and what it is about. */
export interface FollowedOperation {
  /** The 202 that it began with. */
  readonly accepted: WireResponse
  /** What is moved, for failures: the name of an account, or of a group. */
  readonly name: string
  /** How long it may be as before where nobody says how the operation stands, from when it is followed, by the clock of the place. */
  readonly begunWithinMs: number
  /** What a fresh reading of it says. @throws FailureError */
  readonly conclude: (abort: AbortSignal) => Promise<Conclusion>
}

/**
 * Follows a move of data to its end. What the operation says of itself is no proof: a 202 may come without an address, asking
 * may be refused or answered by a page, and a failed one may have moved it. What was moved decides, also
 * while the operation is said to run; while something is being done with it, it is read on.
 * @throws FailureError when nobody can be read; it is followed again then.
 */
export async function followOperation(
  { accepted, name, begunWithinMs, conclude }: FollowedOperation,
  place: ReadPlace,
  abort: AbortSignal
): Promise<StepOutcome> {
  const azure = azureOf(place)
  const { clock } = place
  // By this clock from beginning to end: what a server says of the time may be anything.
  const startedMs = clock.now().getTime()
  let address = addressOf(accepted)
  let wasUpdating = false
  let lookedMs = startedMs
  let ended: { readonly failure: Failure | null; readonly atMs: number } | null = null
  for (;;) {
    abort.throwIfAborted()
    let againMs = everyMs
    if (address !== null && ended === null) {
      const said = await ask(azure, address, abort)
      if (said.kind === 'silent') address = null
      if (said.kind === 'ended') ended = { failure: said.failure, atMs: clock.now().getTime() }
      if (said.kind === 'running') ({ againMs } = said)
    }
    const isSaidToRun = address !== null && ended === null
    if (!isSaidToRun || clock.now().getTime() - lookedMs >= lookAgainMs) {
      lookedMs = clock.now().getTime()
      const conclusion = await conclude(abort)
      if (conclusion.kind === 'applied') return { outcome: 'succeeded' }
      if (!isSaidToRun && (conclusion.kind === 'overtaken' || conclusion.kind === 'gone'))
        return { outcome: 'conflict', failure: conclusion.failure }
      if (conclusion.kind === 'running') wasUpdating = true
      const nowMs = clock.now().getTime()
      const isOver =
        ended !== null
          ? ended.failure !== null || nowMs - ended.atMs > shownWithinMs
          : wasUpdating || nowMs - startedMs > begunWithinMs
      if (!isSaidToRun && conclusion.kind === 'asBefore' && isOver)
        return { outcome: 'failed', failure: ended?.failure ?? withoutEffect(name, conclusion.text) }
    }
    await clock.sleep(againMs, abort)
  }
}

function withoutEffect(name: string, text: string): Failure {
  return failureOf('server', `The move of ${name} ended without effect: ${text}.`, {
    remedy: 'Look at the activity log of it before you plan again.'
  })
}

/** The status of the operation is asked; its result says no more than the account. */
function addressOf({ headers }: WireResponse): string | null {
  return headers['azure-asyncoperation'] ?? headers['location'] ?? null
}

async function ask(azure: AzureReader, address: string, abort: AbortSignal): Promise<Said> {
  try {
    const { status, headers, body } = await azure.readOperation(address, abort)
    const after = headers['retry-after'] ?? ''
    const againMs = /^\d{1,4}$/.test(after) ? Math.min(mostMs, Math.max(1, Number(after)) * 1_000) : everyMs
    // A lost token, a crowd or an error of the server pass; that asking is refused does not.
    if (status === 401 || status === 408 || status === 429 || status >= 500 || status === 202)
      return { kind: 'running', againMs }
    const json = status === 200 ? parsedJson(body) : undefined
    const word = isJsonObject(json) ? stringAt(json, 'status').toLowerCase() : ''
    if (word === '') return { kind: 'silent' }
    if (word === 'succeeded') return { kind: 'ended', failure: null }
    if (word === 'failed' || word === 'canceled') return { kind: 'ended', failure: failureIn(json, word) }
    return { kind: 'running', againMs }
  } catch (error) {
    const { code } = asFailure(error)
    if (code === 'refused') return { kind: 'silent' }
    throw error instanceof FailureError ? error : new FailureError(asFailure(error), { cause: error })
  }
}

function failureIn(json: unknown, word: string): Failure {
  const code = visibleText(stringAt(json, 'error', 'code'), 80)
  const message = visibleText(stringAt(json, 'error', 'message'), 600)
  const said = [code, message].filter((text) => text !== '').join('. ')
  const text = `Azure ended the move as ${word}${said === '' ? '' : `: ${said}`}`.replace(/([^.])$/, '$1.')
  const remedy = 'It is not sent again by itself: look at what it was about, and plan again from what is there.'
  return failureOf('server', text, { remedy })
}
