import { FailureError, failureOf } from '../../contract/index.ts'
import { arrayAt, numberAt, stringAt } from '../lib/json-access.ts'
import { commandLine } from '../lib/shell-quote.ts'
import { visibleText } from '../lib/visible-text.ts'
import type { ApiPath, KubeObject, KubeReader } from '../ports/kube.ts'
import { kubePath } from '../providers/kubernetes/kube-path.ts'
import type { EvidenceSource } from './collect.ts'
import { fileName } from './file-name.ts'

/** Pods whose own metrics are read: those that stand first say why. */
const mostPods = 4
/** Characters of one answer that are kept: its end would be any metric, so that the beginning is. */
const mostKept = 524_288

/**
 * What the pods of a service say of themselves, read through the API server as Prometheus scrapes them: by the annotations
 * `prometheus.io/port`, `path` and `scheme` (a sidecar of Istio writes its own there, with the program's in it), else at
 * `/metrics` of a port that is called after metrics, else of the first one. A pod that serves none is named as left out.
 */
export function podMetrics(
  pods: readonly KubeObject[],
  {
    reader,
    context,
    redacted
  }: {
    readonly reader: KubeReader
    readonly context: string
    readonly redacted: (value: unknown) => unknown
  }
): readonly EvidenceSource[] {
  return pods.slice(0, mostPods).map((pod): EvidenceSource => {
    const path = metricsPath(pod)
    return {
      path: `pod-metrics/${fileName(pod.metadata.name)}.txt`,
      command: path === null ? '' : commandLine(['kubectl', '--context', context, 'get', '--raw', path]),
      async read(abort) {
        if (path === null) throw new FailureError(failureOf('missing', 'it says no port that could be asked'))
        const { status, body } = await reader.raw(path, { accept: 'text/plain, */*', tries: 1, abort })
        if (status !== 200) throw new FailureError(failureOf('missing', `it answers ${status}`))
        const cut = body.length > mostKept ? `# cut: ${body.length - mostKept} characters more\n` : ''
        const lines = body.slice(0, mostKept).split('\n')
        return String(redacted(`${cut}${lines.map((line) => visibleText(line, 4_096)).join('\n')}`))
      }
    }
  })
}

/** Where a pod is asked, null for nowhere: what its annotations say is a stranger's, and has to be a plain port and path. */
function metricsPath(pod: KubeObject): ApiPath | null {
  const { annotations = {}, namespace = '', name } = pod.metadata
  const port = annotations['prometheus.io/port'] ?? namedPort(pod)
  const said = annotations['prometheus.io/path'] ?? '/metrics'
  const scheme = annotations['prometheus.io/scheme'] === 'https' ? 'https' : 'http'
  if (!/^\d{1,5}$/.test(port) || !/^\/[\w./-]{1,200}$/.test(said)) return null
  try {
    return kubePath({
      group: '',
      version: 'v1',
      resource: 'pods',
      namespace,
      proxy: { scheme, service: name, port, path: said }
    })
  } catch {
    return null
  }
}

function namedPort(pod: KubeObject): string {
  const ports = arrayAt(pod, 'spec', 'containers').flatMap((container) => arrayAt(container, 'ports'))
  const port = ports.find((one) => /metrics|prom/.test(stringAt(one, 'name'))) ?? ports[0]
  return String(numberAt(port, 'containerPort') ?? '')
}
