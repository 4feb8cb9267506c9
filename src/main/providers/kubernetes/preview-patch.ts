import { asFailure, type Failure, type Guard, type Plan, type WireRequest } from '../../../contract/index.ts'
import { stringAt } from '../../lib/json-access.ts'
import type { StepOutcome } from '../../ports/action.ts'
import type { ReadPlace } from '../../ports/place.ts'
import type { DoStep } from '../../ports/step.ts'
import type { WireResponse } from '../../ports/wire.ts'
import { objectCommand } from './object-action.ts'
import { missingPermission } from './missing-permission.ts'

/** What the server says it would do. */
export interface Preview {
  readonly preview: Plan['preview']
  readonly guard: Guard
}

/** What an answer to the request of a step means: its action's `outcome`. */
export type Judge<F> = (step: DoStep<F>, response: WireResponse) => StepOutcome

/**
 * Asks the server to do each step without doing it; permission and admission speak here, before anyone decides. Steps whose
 * request is only known at their turn are left out.
 * @throws FailureError `cancelled` only.
 */
export async function previewPatches<F>(
  steps: readonly DoStep<F>[],
  { reader, user }: Pick<ReadPlace, 'reader' | 'user'>,
  judge: Judge<F>,
  abort: AbortSignal
): Promise<Preview> {
  let tookMs = 0
  for (const step of steps) {
    if (step.sends.kind !== 'fixed') continue
    try {
      const command = dryRunLine(step, step.sends.request)
      const response = await reader.preview(step.sends.request, { command, label: 'dry run', abort })
      tookMs += response.durationMs
      const { failure } = judge(step, response)
      if (failure) return refused(failure)
    } catch (error) {
      const failure = asFailure(error)
      if (failure.code === 'cancelled') throw error
      return refused(inWords(failure, step.sends.request.path, user))
    }
  }
  const text = `Server accepted the dry run, ${Math.round(tookMs)} ms`
  return { preview: { status: 'accepted', text }, guard: { id: 'preview', status: 'passed', text } }
}

/** What asks the same with kubectl. A plugin has no dry run: there it is the patch that it sends. */
function dryRunLine({ command, target, facts }: DoStep, { body = '' }: WireRequest): string {
  const dryRun = '--dry-run=server'
  if (!command.startsWith('kubectl argo ') || target.api !== 'kubernetes') return `${command} ${dryRun}`
  const { subresource } = target
  const part = subresource === undefined ? [] : [`--subresource=${subresource}`]
  const context = stringAt(facts, 'context')
  return objectCommand({ target, facts: { context } }, 'patch', ...part, '--type=json', '-p', body, dryRun)
}

/** The reader's failure in the words of a plan. */
function inWords(failure: Failure, path: string, user: string): Failure {
  if (failure.code === 'forbidden') return missingPermission(failure, path, user, failure.address)
  return { ...failure, remedy: failure.remedy ?? 'Read the reason, remove it, and plan again.' }
}

function refused(failure: Failure): Preview {
  const text = failure.message
  return { preview: { status: 'failed', text, failure }, guard: { id: 'preview', status: 'blocked', text } }
}
