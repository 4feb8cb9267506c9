import * as z from 'zod/mini'
import type { Lever, PlanRequest, PlanResult, PlanTools } from '../../ports/lever.ts'
import type { KeepStep, WaitStep } from '../../ports/step.ts'
import { canaryResource } from '../../providers/flagger/canary-object.ts'
import type { CanarySight } from '../../providers/flagger/canary-sight.ts'
import { formatDuration } from '../../../contract/words/format-duration.ts'
import { utc, utcDated } from '../../../contract/words/format-time.ts'
import { abortProof, abortPhases, proveAbort, type AbortProof } from '../canary-abort/index.ts'
import {
  phaseLine,
  canaryBasis,
  canaryKey,
  judgeCanary,
  planOfCanary,
  proofOf,
  type CanaryStand,
  type FreshCanary
} from '../canary-frame/index.ts'
import { framePlan } from '../plan-frame/index.ts'

const id = 'canaryVerify'
const choice = z.strictObject({})

/** Waits for Flagger's own rollback, or takes up one that has happened, and proves what it did. Sends nothing. */
export const canaryVerify: Lever<AbortProof> = {
  id,
  title: 'Verify the automatic rollback',
  verb: 'verify it',
  choice,
  proof: abortProof,
  knows: {
    actions: [],
    scenarios: { helps: ['canary-failing-30'], refused: ['canary-crash-loop'] },
    fidelity: [],
    undo: 'nothing is changed'
  },
  judge: (world) => judgeCanary(world, standOf),
  options: () => [],
  plan: (request, tools) =>
    planOfCanary(tools, async (fresh) => {
      const stand = standOf(fresh.sight)
      return stand.state === 'possible' || stand.state === 'offered'
        ? planVerify(request, tools, fresh)
        : { kind: 'notNeeded', reason: stand.reason }
    }),
  // What is waited for is that its phase becomes another one.
  stillFits: () => true,
  planKey: canaryKey,
  prove: proveAbort
}

function standOf({ canary, automatic, cause }: CanarySight): CanaryStand {
  const why =
    cause.kind === 'said'
      ? ` Its last cause: ${cause.text}`
      : ' Why is told by none of its events, or by none that is kept still.'
  if (canary.failed === 'analysis') {
    const reason = `Flagger has rolled back${canary.condition ? ` at ${utcDated(canary.condition.sinceAt)}` : ''}.${why}`
    return { state: 'offered', reason, takesEffectMs: 0, leaves: ['The release in its source, and in its target'] }
  }
  if (automatic.kind === 'never') return { state: 'notHere', reason: automatic.reason }
  const reason = `Comes by itself by ${utc(automatic.byAt)} at the latest, if every check fails; one that passes takes the release a step further.${why}`
  const atMostMs = (automatic.checksLeft + 1) * canary.intervalMs
  return {
    state: 'possible',
    reason,
    takesEffectMs: atMostMs,
    leaves: ['The release in its source, and in its target']
  }
}

async function planVerify(request: PlanRequest, tools: PlanTools, fresh: FreshCanary): Promise<PlanResult> {
  const { canary, canaryTarget, sight } = fresh
  const { name, namespace, threshold, failedChecks, intervalMs } = canary
  const isDone = canary.failed === 'analysis'
  const atMostMs = (Math.max(0, threshold - failedChecks) + 3) * intervalMs
  const keep: KeepStep = {
    kind: 'keep',
    id: 'evidence',
    title: 'Keep how the run stands',
    what: { objects: [{ ...canaryResource, namespace, name }] },
    deadlineMs: 3_000,
    after: []
  }
  const wait: WaitStep = {
    kind: 'wait',
    id: 'failed',
    title: 'Flagger rolls back by itself',
    waitsBy: phaseLine(tools.context, canary, 'Failed', atMostMs),
    gate: { kind: 'check', check: 'canary failed', target: canaryTarget, forMs: 0 },
    atMostMs,
    onTime: 'stop',
    after: ['evidence']
  }
  const steps = isDone ? [keep] : [keep, wait]
  const left = formatDuration(isDone ? 0 : atMostMs)
  const framed = framePlan(tools, request, steps, {
    lever: id,
    choice: {},
    words: {
      title: `Verify the automatic rollback of ${name}`,
      doing: `Verifying the automatic rollback of ${name}`,
      done: 'Verified'
    },
    changes: [],
    guards: [
      { id: 'flagger', status: sight.liveness.state === 'alive' ? 'passed' : 'warning', text: sight.liveness.text }
    ],
    notes: ['Nothing is sent. Rolling back now, by the abort, is the faster way while users are hurt.'],
    blast: 'nothing is changed',
    takesEffect: isDone ? 'it has happened' : `within ${left}, if every check fails`,
    takesEffectMs: isDone ? 0 : atMostMs,
    expectedMs: isDone ? 0 : atMostMs,
    inverse: null,
    withoutYou: { text: 'the same', detail: 'This only watches what Flagger does.' },
    preview: { status: 'accepted', text: 'Nothing is sent, so that there is nothing to ask the server for' },
    typed: '',
    isSure: true
  })
  const proof: AbortProof = {
    ...proofOf(canary, 60_000),
    isNative: true,
    movesTraffic: canary.strategy === 'weights',
    undoes: false
  }
  return {
    kind: 'plan',
    isChosen: request.choice !== null,
    planned: {
      // Nothing is sent, so that nothing has to be typed anywhere.
      plan: { ...framed, approval: { kind: 'hold', holdMs: 500 } },
      steps,
      phases: abortPhases(intervalMs),
      proof,
      basis: canaryBasis(canary)
    }
  }
}
