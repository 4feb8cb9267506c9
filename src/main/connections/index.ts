export {
  createKubeConnection,
  testConnection,
  type ConnectionTest,
  type KubeConnectionOptions
} from './create-kube-connection.ts'
export type { Exchange } from './exchange.ts'
export type { KubeconfigSource } from './kubeconfig-source.ts'
export { defaultKubeconfigSources, readKubeconfig, type ReadKubeconfig } from './read-kubeconfig.ts'
