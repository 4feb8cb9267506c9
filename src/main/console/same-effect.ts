import { isDeepStrictEqual } from 'node:util'
import type { WireRequest } from '../../contract/index.ts'
import { isJsonObject } from '../lib/json-access.ts'
import { parsedJson } from '../lib/parsed-json.ts'
import type { ReadyPlan } from '../ports/lever.ts'
import { insteadOf, type Step } from '../ports/step.ts'

/**
 * Whether two plans differ only in when they were made and in what was read beside them. Their words do not tell:
 * `rollout undo --to-revision=3` is another change where somebody else has put another template behind that number.
 */
export function hasSameEffect(one: ReadyPlan, other: ReadyPlan): boolean {
  return isDeepStrictEqual(effectOf(one), effectOf(other))
}

/** Values that stand in no command count by what is said of them: other ones have another digest. */
function effectOf({ plan, steps }: ReadyPlan): unknown {
  const { lever, choice, words, changes, scope, approval, blocked } = plan
  const values = changes.filter(({ kind }) => kind === 'value')
  const commands = plan.steps.map(({ command, target }) => [command, target])
  return [lever, choice, words.title, commands, steps.map(stepEffect), values, scope, approval, blocked]
}

function stepEffect(step: Step): unknown {
  const instead = insteadOf(step).map(stepEffect)
  if (step.kind === 'wait') return [step.gate, typeof step.onTime === 'string' ? step.onTime : instead]
  if (step.kind === 'keep') return step.what
  const { action, target, sends, onFailure } = step
  const sent = sends.kind === 'family' ? sends.bounds : requestEffect(sends.request)
  return [action, target, sent, typeof onFailure === 'string' ? onFailure : instead]
}

/** The moment that a request was made at, as `kubectl rollout restart` writes it. */
const moment = /"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z"/g

/** What a request changes: without what a patch only tests, which is read beside it. */
function requestEffect({ method, path, query, body = '' }: WireRequest): unknown {
  const parsed: unknown = parsedJson(body.replace(moment, '"a moment"'))
  const isTest = (operation: unknown): boolean => isJsonObject(operation) && operation['op'] === 'test'
  const written = Array.isArray(parsed) ? parsed.filter((operation) => !isTest(operation)) : (parsed ?? body)
  return [method, path, query, written]
}
