import { failed, failureOf, ok, requests, type RequestName, type Result } from '../../../contract/index.ts'
import { whyNotPlain } from '../../../preload/plain-value.ts'
import { createRateLimit, type Rate } from '../../../preload/rate-limit.ts'

/** A request whose input has been checked against the schema of its name. */
export interface CheckedRequest {
  readonly name: RequestName
  readonly input: unknown
}

const everyRate: Rate = { burst: 100, perSecond: 50 }
const perMinute = (times: number): Rate => ({ burst: times, perSecond: times / 60 })
/**
 * Each costs the API server reads or a dry run, the journal records, the disk room, or the person a window or a question.
 * A person at work stays far below.
 */
const scarce: Readonly<Partial<Record<RequestName, Rate>>> = {
  'plan.prepare': perMinute(5),
  'run.approve': perMinute(20),
  'run.answer': perMinute(20),
  'run.proveAgain': perMinute(12),
  'run.attest': perMinute(6),
  'service.open': perMinute(20),
  'standing.mark': perMinute(20),
  'output.look': perMinute(20),
  'output.keep': perMinute(6),
  'changes.look': perMinute(20),
  'charts.look': perMinute(60),
  'contacts.edit': perMinute(6),
  'contacts.save': perMinute(6),
  'place.show': perMinute(6),
  'connection.importDefault': perMinute(12),
  'connection.importFile': perMinute(12),
  'connection.importText': perMinute(12),
  'connection.test': perMinute(20),
  'connection.approveExec': perMinute(12),
  'connection.approveProxy': perMinute(12),
  'connection.forget': perMinute(12),
  'drill.start': perMinute(12),
  'environment.open': perMinute(20),
  'environment.chooseNamespace': perMinute(30),
  'environment.listEverywhere': perMinute(30),
  'environment.setPrometheus': perMinute(12),
  'environment.switchPrometheus': perMinute(30),
  'azure.findProfile': perMinute(12),
  'environment.setAzure': perMinute(12),
  'panel.choose': perMinute(30),
  'record.open': perMinute(30),
  'incidents.read': perMinute(30),
  'keychain.probe': perMinute(12),
  'command.judge': perMinute(60),
  'evidence.keep': perMinute(6),
  'prevention.read': perMinute(12),
  'prevention.dryRun': perMinute(20),
  'evidence.list': perMinute(30),
  'evidence.read': perMinute(60),
  'evidence.save': perMinute(12),
  'evidence.openZip': perMinute(12),
  'evidence.show': perMinute(12),
  'signal.report': perMinute(30),
  'verdict.decline': perMinute(30),
  'watch.begin': perMinute(12),
  'watch.stop': perMinute(12),
  'debt.settle': perMinute(30),
  'debt.handOver': perMinute(30),
  'task.tick': perMinute(120),
  'task.note': perMinute(30),
  'report.set': perMinute(120),
  'report.save': perMinute(12),
  'preferences.set': perMinute(240)
}

/**
 * What only a person may ask for: a page could fill the clipboard, open other programs, write what is kept under the
 * operator's name, or tell somebody outside by the host names that it looks up, behind everybody's back.
 */
const byHand: ReadonlySet<RequestName> = new Set([
  'clipboard.copy',
  'contacts.edit',
  'contacts.save',
  'place.show',
  'report.save',
  'evidence.save',
  'evidence.openZip',
  'evidence.show',
  'connection.importFile',
  'connection.approveExec',
  'connection.approveProxy',
  'connection.forget',
  'azure.findProfile',
  'run.attest',
  'signal.report',
  'verdict.decline',
  'watch.begin',
  'watch.stop',
  'standing.mark'
])
/**
 * Of those, what one gesture allows once: what was copied is not to be replaced a moment later, and one click is not to mark every
 * revision, or to look up many names.
 */
const oncePerGesture: ReadonlySet<RequestName> = new Set(['clipboard.copy', 'standing.mark', 'azure.findProfile'])

/** What main has heard of the person's hands in a window. */
export interface Gestures {
  /** Somebody has just clicked or pressed a key. */
  hasJustActed(): boolean
  /** Takes the last click or key as used; false when it was used before. */
  spend(): boolean
}

/**
 * Checks what one window asks: rate, size, name, shape. The names and values it refuses are not repeated in the answer.
 * @param nowMs monotonic milliseconds
 * @param gestures in this window
 */
export function createRequestCheck(
  nowMs: () => number,
  gestures: Gestures
): (name: unknown, input: unknown) => Result<CheckedRequest> {
  const mayAsk = createRateLimit(everyRate, nowMs)
  const scarceLimits = new Map(
    Object.entries(scarce).map(([name, rate]) => [name, { rate, mayAsk: createRateLimit(rate, nowMs) }])
  )
  return (name, input) => {
    if (!mayAsk()) return tooFast(everyRate)
    if (typeof name !== 'string' || !Object.hasOwn(requests, name)) {
      return failed(failureOf('badInput', 'There is no such request.'))
    }
    const known = name as RequestName
    const oddity = whyNotPlain(input)
    if (oddity !== undefined) return failed(failureOf('badInput', `The input of ${known} was refused: ${oddity}.`))
    const parsed = requests[known].safeParse(input)
    if (!parsed.success) {
      const where = parsed.error.issues[0]?.path.map(String).join('.') ?? ''
      const field = where === '' ? 'The input' : `The field ${where}`
      return failed(failureOf('badInput', `${field} of ${known} has the wrong form.`))
    }
    if (byHand.has(known) && !(gestures.hasJustActed() && (!oncePerGesture.has(known) || gestures.spend()))) {
      return failed(
        failureOf('refused', `${known} follows a click or a key only.`, { remedy: 'Press the button again.' })
      )
    }
    const limit = scarceLimits.get(known)
    if (limit && !limit.mayAsk()) return tooFast(limit.rate)
    return ok({ name: known, input: parsed.data })
  }
}

function tooFast({ perSecond }: Rate): Result<never> {
  const remedy = `Wait ${Math.ceil(1 / perSecond)} s.`
  return failed(failureOf('rateLimited', 'Too many requests in a short time.', { remedy, retryable: true }))
}
