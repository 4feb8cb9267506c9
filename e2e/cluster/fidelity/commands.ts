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

/** Traffic Manager and Cosmos DB; `region-failover/` and `data-failover/commands.test.ts` compare what az was recorded to send. */
const azureCommands = [
  { command: 'az network traffic-manager endpoint update', title: 'Enable or disable an endpoint' },
  { command: 'az cosmosdb failover-priority-change', title: 'Move the write region, planned' },
  { command: 'az cosmosdb offline-region', title: 'Take a region offline for the database' }
] as const

/** Commands whose fidelity is compared, and what the table calls them. */
export const comparedCommands: ReadonlyMap<string, string> = new Map([
  [routesCommand, 'Drain by weights'],
  [undoCommand, 'Deployment rollback'],
  ...[
    ...canaryCommands,
    ...gitopsCommands,
    ...configCommands,
    ...workloadCommands,
    ...rolloutCommands,
    ...azureCommands
  ].map(({ command, title }) => [command, title] as const)
])

/** Matches such a command as the console logs it for `name`, without the namespace. */
export function loggedCommand(command: string, name: string): RegExp {
  const [program = '', ...rest] = command.split(' ')
  const text = [program, '--context operator', ...rest].join(' ').replace('NAME', name).replace(/\bN$/, '\\d+')
  return new RegExp(`^${text}$`)
}
