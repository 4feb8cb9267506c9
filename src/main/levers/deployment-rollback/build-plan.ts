import type { Change, Share, WireRequest } from '../../../contract/index.ts'
import { formatExpected } from '../../../contract/words/format-duration.ts'
import { redactDiff } from '../../lib/redact.ts'
import { stringAt } from '../../lib/json-access.ts'
import { kubePath } from '../../providers/kubernetes/kube-path.ts'
import { deploymentTarget, undoStep } from '../../actions/deployment-undo/index.ts'
import type { Planned } from '../../ports/lever.ts'
import type { Standing } from '../../ports/standing.ts'
import {
  deploymentCondition,
  hasProgressDeadline,
  progressDeadlineSeconds
} from '../../providers/kubernetes/rollout-status.ts'
import type { KubeObject } from '../../ports/kube.ts'
import { undoArgv } from '../../providers/kubernetes/commands.ts'
import { templateOf, type HistoryEntry } from '../../providers/kubernetes/history.ts'
import { servedIntervals } from '../../providers/kubernetes/served.ts'
import { templateDiff } from '../../providers/kubernetes/template-diff.ts'
import { templateDigest } from '../../providers/kubernetes/template-digest.ts'
import { annotationChanges } from '../../providers/kubernetes/annotation-changes.ts'
import { jsonPatchRequest } from '../../providers/kubernetes/json-patch-request.ts'
import { undoBody } from '../../providers/kubernetes/undo.ts'
import { commandLine } from '../../lib/shell-quote.ts'
import { approvalMode, podsEffectMs, validity } from '../plan-frame/index.ts'
import { newestGood, type RevisionChoice } from './choose-revision.ts'
import { configDrift, type Drift } from './config-drift.ts'
import { estimateRollout, type RolloutEstimate } from '../../providers/kubernetes/rollout-estimate.ts'
import type { PlanInput } from './plan-input.ts'
import { notPreviewed, previewUndo, type Previewed } from './preview-undo.ts'
import { podSteps } from './pod-steps.ts'
import { workloadResource } from '../../providers/kubernetes/workload.ts'
import { leverId } from './lever-id.ts'
import { rollbackGuards } from './rollback-guards.ts'
import { keepsNoHistory } from './rollback-warnings.ts'
import { rollbackPhases, type RollbackProof } from './verify-rollback.ts'
import { withoutYou } from './without-you.ts'

interface Chosen {
  readonly deployment: KubeObject
  readonly history: readonly HistoryEntry[]
  readonly choice: Extract<RevisionChoice, { readonly kind: 'chosen' }>
  /** The exact command line. */
  readonly undo: string
}

/** Puts the plan together: request, guards, preview, drift, words. */
export async function buildPlan(input: PlanInput, chosen: Chosen): Promise<Planned> {
  const { ref, reader, environment, connection } = input
  const { deployment, history, choice, undo } = chosen
  const { entry } = choice
  const current = history.find(({ isCurrent }) => isCurrent)
  const place = { context: connection.context, ref }
  const estimate = estimateRollout(deployment, input.pods)
  const guarded = rollbackGuards({
    place,
    deployment,
    history,
    target: entry,
    insecure: environment.insecure,
    ownership: input.ownership,
    estimate,
    targetStanding: choice.standing?.standing ?? 'none',
    targetText: choice.standing?.evidence.map(({ text }) => text).join(' ') ?? ''
  })
  const request = undoRequest(input, deployment, entry.replicaSet)
  const pods = await podSteps(input, deployment, entry.replicaSet)
  const served = servedIntervals(history).get(entry.replicaSet.metadata.uid)?.at(-1)
  const lastServed = { fromAt: served?.fromAt ?? null, toAt: choice.standing?.lastServedAt ?? served?.toAt ?? null }
  const [drift, previewed]: readonly [Drift, Previewed] = await Promise.all([
    configDrift(reader, ref.namespace, entry.template, lastServed, input.abort),
    guarded.blocked
      ? notPreviewed(guarded.blocked.message)
      : previewUndo({
          reader,
          request,
          command: undo,
          deployment,
          template: entry.template,
          environment: environment.name,
          user: connection.user,
          ...(input.abort ? { abort: input.abort } : {})
        })
  ])
  const { preview } = previewed
  const blocked = guarded.blocked ?? preview.failure ?? pods.failure
  const fromRevision =
    current?.revision ?? Number(deployment.metadata.annotations?.['deployment.kubernetes.io/revision'] ?? 0)
  const { metadata } = entry.replicaSet
  const facts = {
    ref,
    context: connection.context,
    fromRevision,
    toRevision: entry.revision,
    toReplicaSet: metadata.name,
    toTemplate: templateDigest(previewed.template ?? entry.template),
    fromTemplate: templateDigest(templateOf(deployment)),
    ...(current ? { fromReplicaSet: current.replicaSet.metadata.name } : {})
  }
  const step = undoStep({
    title: `Undo to revision ${entry.revision}`,
    target: deploymentTarget(connection, deployment),
    facts,
    request,
    command: undo
  })
  return {
    plan: {
      id: input.newId(),
      lever: leverId,
      choice: { revision: entry.revision },
      words: {
        title: `Roll back ${ref.name} to revision ${entry.revision}`,
        doing: `Rolling back ${ref.name} to revision ${entry.revision}`,
        done: 'Rolled back'
      },
      why: whyText(choice, input.why),
      scope: { environment: environment.name, service: ref, targets: 1 + pods.deletes.length },
      order: { atOnce: 1, stopAfterFailures: 0 },
      changes: changesOf(deployment, entry, choice.standing?.standing ?? 'none', fromRevision, {
        replicas: estimate.replicas,
        numbered: nextRevision(history)
      }),
      guards: [...guarded.guards, drift.guard, previewed.guard, ...(pods.guard ? [pods.guard] : [])],
      notes: [
        `Afterwards revision ${entry.revision} is numbered ${nextRevision(history)}; revision ${fromRevision} keeps its number.`,
        ...(ref.kind === undefined ? annotationChanges(deployment, entry.replicaSet) : [])
      ],
      drifted: drift.drifted,
      blast: blastText(estimate),
      takesEffect: `in ${formatExpected(podsEffectMs(estimate.expectedMs))}`,
      takesEffectMs: podsEffectMs(estimate.expectedMs),
      expectedMs: estimate.expectedMs,
      inverse: {
        text: `undo to revision ${fromRevision}${keepsNoHistory(deployment) ? ', only until this rollback is complete' : ''}`,
        command: commandLine(undoArgv(place, fromRevision)),
        lever: leverId,
        choice: { revision: fromRevision }
      },
      leaves: [],
      withoutYou: withoutYou({
        deployment,
        revision: fromRevision,
        ownership: input.ownership,
        deadlineAt: deadlineOf(deployment)
      }),
      preview,
      // Ownership that could not be read counts as the worst case: typed, even in staging.
      approval: approvalMode(environment, `${ref.name}@${environment.name}`, input.ownership.state === 'known'),
      ...(input.continues ? { continues: input.continues } : {}),
      ...(blocked ? { blocked } : {}),
      ...validity(input)
    },
    steps: [step, ...pods.steps],
    phases: rollbackPhases(estimate.expectedMs),
    proof: {
      expectedMs: estimate.expectedMs,
      lastServedAt: lastServed.toAt,
      lastServedFrom: lastServed.fromAt,
      drifted: drift.drifted.map(({ label }) => label)
    } satisfies RollbackProof,
    basis: {
      generation: deployment.metadata.generation ?? 0,
      target: metadata.uid,
      isBad: choice.standing?.standing === 'bad',
      ...(ref.kind ? { inTheWay: pods.inTheWay } : {})
    }
  }
}

function changesOf(
  deployment: KubeObject,
  { revision, template }: HistoryEntry,
  standing: Standing['standing'],
  fromRevision: number,
  { replicas, numbered }: { readonly replicas: number; readonly numbered: number }
): readonly Change[] {
  const pods = (of: number, tone: Share['tone']) => ({
    label: `revision ${of}`,
    value: replicas,
    detail: `${replicas} ${replicas === 1 ? 'pod' : 'pods'}`,
    tone
  })
  return [
    {
      kind: 'shares',
      title: 'Pods',
      unit: 'pods',
      before: [pods(fromRevision, 'unknown')],
      after: [
        {
          ...pods(revision, standing === 'none' ? 'unknown' : standing),
          becomes: `revision ${numbered} (template of ${revision})`
        }
      ]
    },
    { kind: 'lines', title: 'Template', lines: redactDiff(templateDiff(templateOf(deployment), template)) }
  ]
}

function undoRequest({ ref }: PlanInput, deployment: KubeObject, replicaSet: KubeObject): WireRequest {
  return jsonPatchRequest(
    kubePath({ ...workloadResource(ref), namespace: ref.namespace, name: ref.name }),
    undoBody(deployment, replicaSet)
  )
}

function whyText({ entry, standing, byOperator }: Chosen['choice'], verdict: string | undefined): string {
  const telling = standing?.evidence.filter(({ verdict: says }) => says !== 'none') ?? []
  const evidence = telling.map(({ text }) => text).join(' ')
  const choice = byOperator ? `You chose revision ${entry.revision}.` : newestGood(entry.revision, telling)
  return [verdict ?? '', choice, evidence].filter((text) => text !== '').join(' ')
}

/** A few words: it touches this Deployment and nothing else. */
function blastText({ replicas, batch, downtime }: RolloutEstimate): string {
  if (replicas === 0) return 'no pods, scaled to 0'
  const pods = `${replicas} ${replicas === 1 ? 'pod' : 'pods'}`
  return downtime ? `${pods}, all at once` : `${pods}, ${batch} at a time`
}

/** kubernetes pkg/controller/deployment/util DeploymentTimedOut: the time runs from the last progress. */
function deadlineOf(deployment: KubeObject): string | null {
  const progressedAt = Date.parse(stringAt(deploymentCondition(deployment, 'Progressing'), 'lastUpdateTime'))
  if (Number.isNaN(progressedAt) || !hasProgressDeadline(deployment)) return null
  return new Date(progressedAt + progressDeadlineSeconds(deployment) * 1_000).toISOString()
}

/** kubernetes pkg/controller/deployment/util SetNewReplicaSetAnnotations: a ReplicaSet used again gets the next number. */
function nextRevision(history: readonly HistoryEntry[]): number {
  return Math.max(0, ...history.map(({ revision }) => revision)) + 1
}
