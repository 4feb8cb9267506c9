export type { SaidByPlugin } from './auth/exec-plugin.ts'
export {
  createAzureConnection,
  type AzureAccess,
  type AzureConnection,
  type AzureConnectionOptions
} from './azure/create-azure-connection.ts'
export { azArguments, lookAtAz } from './azure/az-tokens.ts'
export { readCertificate } from './azure/certificate-file.ts'
export type { AzureIdentity, AzureProof, TokenCacheStore } from './azure/azure-identity.ts'
export { clouds, type CloudEndpoints } from './azure/clouds.ts'
export { findProfile } from './azure/find-profile.ts'
export { isWorkspaceHost, metricsScope, openMetricsTokens } from './azure/azure-monitor.ts'
export { openSignIn, type AzureSignIn } from './azure/open-sign-in.ts'
export type { SignedInPerson } from './azure/person-sign-in.ts'
export { createProgramFiles } from './auth/find-program.ts'
export type { PluginApprovals, PluginUse, ProxyUse } from './plugin-approvals.ts'
export { createKubeConnection, testConnection, type OpenKubeConnection } from './create-kube-connection.ts'
export type { Exchange } from './exchange.ts'
export { defaultKubeconfigSources } from './kubeconfig/default-sources.ts'
export { kubeconfigFile } from './kubeconfig/kubeconfig-file.ts'
export { answerReading, readApart, type Reading } from './kubeconfig/read-apart.ts'
export { readKubeconfig, type ReadKubeconfig } from './kubeconfig/read-kubeconfig.ts'
export { lookAtPlugin } from './kubeconfig/describe-context.ts'
export { shapeOfName } from './kubeconfig/look-of-name.ts'
export type { KubeconfigSource } from './kubeconfig/kubeconfig-source.ts'
export { createMetricsEndpoint } from './metrics/create-metrics-endpoint.ts'
export { metricsAddress, signInText } from './metrics/metrics-address.ts'
export { writerByTarget } from './writer-by-target.ts'
