import type { KubeObject } from '../../ports/kube.ts'

/** What others stand on: an undo of it reaches services that nobody meant. */
const pieces =
  /^(?:flagger|flagger-loadtester|loadtester|istiod|istio-.*gateway.*|.*ingressgateway|.*egressgateway|prometheus|prometheus-.*|grafana|alertmanager|kube-.*|coredns|metrics-server|cert-manager.*|argocd-.*|argo-rollouts|source-controller|kustomize-controller|helm-controller)$/

/** No name of Kubernetes is longer. */
const longestName = 253

/** Whether a Deployment is a part of the platform by its name or its usual labels. */
export function isPlatform({ metadata: { name, labels = {} } }: KubeObject): boolean {
  return [name, labels['app'] ?? '', labels['app.kubernetes.io/name'] ?? ''].some(
    (text) => text.length <= longestName && pieces.test(text)
  )
}
