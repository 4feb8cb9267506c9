import type { StepId } from '../../../contract/index.ts'
import { deploymentTarget, undoStep } from '../../actions/deployment-undo/index.ts'
import { at } from '../../lib/json-access.ts'
import { commandLine } from '../../lib/shell-quote.ts'
import type { KubeObject } from '../../ports/kube.ts'
import type { PlanTools } from '../../ports/lever.ts'
import type { DoStep } from '../../ports/step.ts'
import { comparableTemplate, promotedTemplate } from '../../providers/flagger/promoted-template.ts'
import { kubectlLine, undoArgv } from '../../providers/kubernetes/commands.ts'
import { historyOf, templateOf, type HistoryEntry } from '../../providers/kubernetes/history.ts'
import { kubePath } from '../../providers/kubernetes/kube-path.ts'
import { formatLabelSelector } from '../../providers/kubernetes/label-selector.ts'
import { sameTemplate } from '../../providers/kubernetes/pod-template.ts'
import { templateDigest } from '../../providers/kubernetes/template-digest.ts'
import { jsonPatchRequest } from '../../providers/kubernetes/json-patch-request.ts'
import { undoBody } from '../../providers/kubernetes/undo.ts'

/** The history of a workload of a Canary, fresh, newest first. @throws FailureError when it cannot be read. */
export async function workloadHistory(
  { reader, context, abort }: Pick<PlanTools, 'reader' | 'context' | 'abort'>,
  deployment: KubeObject
): Promise<readonly HistoryEntry[]> {
  const { namespace = '', name } = deployment.metadata
  const labelSelector = formatLabelSelector(at(deployment, 'spec', 'selector'))
  const path = kubePath({ group: 'apps', version: 'v1', resource: 'replicasets', namespace })
  const command = kubectlLine(
    { context, ref: { namespace, name } },
    'get',
    'replicasets',
    '-l',
    labelSelector,
    '-o',
    'json'
  )
  const { items } = await reader.list(path, { query: { labelSelector }, command, abort })
  return historyOf(deployment, items)
}

/** Whether a template of the target is the one that the primary was made of. */
export function isPromoted(primary: KubeObject, target: KubeObject, template: HistoryEntry['template']): boolean {
  return sameTemplate(comparableTemplate(template), promotedTemplate(primary, target, template))
}

interface WorkloadUndo {
  readonly id: StepId
  readonly deployment: KubeObject
  readonly history: readonly HistoryEntry[]
  readonly entry: HistoryEntry
  /** Name of the Canary that it belongs to. */
  readonly canary: string
  readonly after?: DoStep['after']
}

/** The step that puts a workload of a Canary back to a revision of its history, pinned. */
export function workloadUndoStep(
  { identity, context }: Pick<PlanTools, 'identity' | 'context'>,
  { id, deployment, history, entry, canary, after = [] }: WorkloadUndo
): DoStep {
  const { namespace = '', name } = deployment.metadata
  const ref = { namespace, name }
  const current = history.find(({ isCurrent }) => isCurrent)
  const step = undoStep(
    {
      title: `Put ${name} back to revision ${entry.revision}`,
      target: deploymentTarget({ identity }, deployment),
      facts: {
        ref,
        context,
        fromRevision: current?.revision ?? 0,
        toRevision: entry.revision,
        toReplicaSet: entry.replicaSet.metadata.name,
        toTemplate: templateDigest(entry.template),
        fromTemplate: templateDigest(templateOf(deployment)),
        ofCanary: canary,
        ...(current ? { fromReplicaSet: current.replicaSet.metadata.name } : {})
      },
      request: jsonPatchRequest(
        kubePath({ group: 'apps', version: 'v1', resource: 'deployments', ...ref }),
        undoBody(deployment, entry.replicaSet)
      ),
      command: commandLine(undoArgv({ context, ref }, entry.revision))
    },
    after
  )
  return { ...step, id }
}
