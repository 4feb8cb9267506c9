/** What kubectl is asked to do beside the console; `NAME` and `N` stand for what a state fills in. */
export const undoCommand = 'kubectl rollout undo deployment/NAME --to-revision=N'

/** Undo of the others, and what is deleted after it; `workload-writes.test.ts` compares what both come to. */
export const workloadCommands = [
  { command: 'kubectl rollout undo statefulset/NAME --to-revision=N', title: 'Rollback of a StatefulSet' },
  { command: 'kubectl rollout undo daemonset/NAME --to-revision=N', title: 'Rollback of a DaemonSet' },
  { command: 'kubectl delete pods NAME', title: 'Delete a pod in the way' }
] as const

/** Argo Rollouts' own commands; no plugin is installed there, so `rollout-abort.test.ts` compares with what it was seen to send. */
const rolloutCommands = [
  { command: 'kubectl argo rollouts abort NAME', title: 'Abort a Rollout' },
  { command: 'kubectl argo rollouts undo NAME --to-revision=N', title: 'Undo of a Rollout' }
] as const

/** Weights of a VirtualService: the console sends the very patch that it logs, which `canary-writes.test.ts` compares. */
export const routesCommand = 'kubectl patch virtualservices.networking.istio.io NAME --type=json -p [...]'

/** Changes of a Canary: what is typed, and what the console sends beside it. `canary-writes.test.ts` compares them. */
export const canaryCommands = [
  {
    command: 'kubectl patch canaries.flagger.app NAME --type=merge -p {"spec":{"suspend":true}}',
    title: 'Suspend a Canary'
  },
  {
    command: 'kubectl patch canaries.flagger.app NAME --type=merge -p {"spec":{"suspend":false}}',
    title: 'Resume a Canary'
  },
  {
    command:
      'kubectl patch canaries.flagger.app NAME --subresource=status --type=merge -p {"status":{"failedChecks":N}}',
    title: 'Arm the rollback'
  },
  { command: 'kubectl delete canaries.flagger.app NAME --cascade=orphan', title: 'Delete a Canary' }
] as const

/** Holding what puts Git back; the control plane has no Flux, so `gitops-suspend.test.ts` compares what the two come to. */
const gitopsCommands = [
  {
    command: 'kubectl patch kustomizations.kustomize.toolkit.fluxcd.io NAME --type=merge -p {"spec":{"suspend":true}}',
    title: 'Hold GitOps'
  },
  {
    command: 'kubectl patch kustomizations.kustomize.toolkit.fluxcd.io NAME --type=merge -p {"spec":{"suspend":null}}',
    title: 'Resume GitOps'
  }
] as const

/** Putting a ConfigMap back; values are the operator's own, so `config-restore.test.ts` compares what both come to. */
const configCommands = [
  { command: 'kubectl patch configmaps NAME --type=merge -p {"data":{...}}', title: 'Restore a ConfigMap' },
  { command: 'kubectl rollout restart deployment/NAME', title: 'Restart a Deployment' }
] as const

/** Traffic Manager; `region-failover/commands.test.ts` compares what az was recorded to send. */
const endpointCommands = [
  { command: 'az network traffic-manager endpoint update', title: 'Enable or disable an endpoint' }
] as const

/** Cosmos DB; `data-failover/commands.test.ts` compares what az was recorded to send. */
const dataCommands = [
  { command: 'az cosmosdb failover-priority-change', title: 'Move the write region, planned' },
  { command: 'az cosmosdb offline-region', title: 'Take a region offline for the database' }
] as const

/** Azure SQL; `sql-frame/commands.test.ts` compares what az was recorded to send. */
const groupCommands = [{ command: 'az sql failover-group set-primary', title: 'Fail a failover group over' }] as const

/** PostgreSQL; `postgres-frame/commands.test.ts` compares what az was recorded to send. */
const replicaCommands = [
  { command: 'az postgres flexible-server replica promote', title: 'Switch a replica and its primary' }
] as const

/** What is compared where, for the table of the docs. */
interface ComparedGroup {
  readonly commands: readonly { readonly command: string; readonly title: string }[]
  /** What the two have in common. */
  readonly compared: string
  readonly by: string
}

const request = 'the request, beside tests of the planned state'
const onCluster = 'e2e/cluster/fidelity'

export const comparedGroups: readonly ComparedGroup[] = [
  {
    commands: [{ command: undoCommand, title: 'Deployment rollback' }],
    compared: `${request}; see below`,
    by: `${onCluster}/fidelity.test.ts`
  },
  {
    commands: [{ command: routesCommand, title: 'Drain by weights' }],
    compared: 'the very patch',
    by: `${onCluster}/canary-writes.test.ts`
  },
  { commands: canaryCommands, compared: request, by: `${onCluster}/canary-writes.test.ts` },
  {
    commands: workloadCommands,
    compared: 'templates, numbers and pods that both come to',
    by: `${onCluster}/workload-writes.test.ts`
  },
  {
    commands: gitopsCommands,
    compared: 'the object that both come to',
    by: 'src/main/levers/gitops-suspend/gitops-suspend.test.ts'
  },
  {
    commands: configCommands,
    compared: 'the object that both come to',
    by: 'src/main/levers/config-restore/config-restore.test.ts'
  },
  {
    commands: rolloutCommands,
    compared: 'what the plugin was seen to send',
    by: 'src/main/levers/rollout-abort/rollout-abort.test.ts'
  },
  {
    commands: endpointCommands,
    compared: 'what az was recorded to send',
    by: 'src/main/levers/region-failover/commands.test.ts'
  },
  {
    commands: dataCommands,
    compared: 'what az was recorded to send',
    by: 'src/main/levers/data-failover/commands.test.ts'
  },
  {
    commands: groupCommands,
    compared: 'what az was recorded to send',
    by: 'src/main/levers/sql-frame/commands.test.ts'
  },
  {
    commands: replicaCommands,
    compared: 'what az was recorded to send',
    by: 'src/main/levers/postgres-frame/commands.test.ts'
  }
]

/** Commands whose fidelity is compared, and what the table calls them. */
export const comparedCommands: ReadonlyMap<string, string> = new Map(
  comparedGroups.flatMap(({ commands }) => commands.map(({ command, title }) => [command, title] as const))
)

/** Matches such a command as the console logs it for `name`, without the namespace. */
export function loggedCommand(command: string, name: string): RegExp {
  const [program = '', ...rest] = command.split(' ')
  const text = [program, '--context operator', ...rest].join(' ').replace('NAME', name).replace(/\bN$/, '\\d+')
  return new RegExp(`^${text}$`)
}
