export { runsItsArguments } from './auth/approval-hash.ts'
export type { Approvals } from './approvals.ts'
export {
  createKubeConnection,
  testConnection,
  type ConnectionTest,
  type KubeConnectionOptions,
  type OpenKubeConnection
} from './create-kube-connection.ts'
export type { Exchange } from './exchange.ts'
export { defaultKubeconfigSources } from './kubeconfig/default-sources.ts'
export { kubeconfigFile } from './kubeconfig/kubeconfig-file.ts'
export { readKubeconfig, type ReadKubeconfig } from './kubeconfig/read-kubeconfig.ts'
export { lookAtPlugin } from './kubeconfig/describe-context.ts'
export type { KubeconfigSource } from './kubeconfig/source.ts'
