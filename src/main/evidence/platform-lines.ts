import { FailureError, failureOf } from '../../contract/index.ts'
import { objectAt } from '../lib/json-access.ts'
import { visibleText } from '../lib/visible-text.ts'
import type { ApiPath, KubeObject, KubeReader } from '../ports/kube.ts'
import { kubectlLine } from '../providers/kubernetes/commands.ts'
import { kubePath } from '../providers/kubernetes/kube-path.ts'
import { lineIsAbout, type AboutService } from './about-service.ts'
import type { EvidenceSource } from './collect.ts'

/** A controller whose log tells of many services. */
export interface PlatformPart {
  /** Name of its file: `flagger`. */
  readonly name: string
  /** As a sentence calls it. */
  readonly title: string
  /** Its Deployments; none where it was not found, or may not be read. */
  readonly deployments: readonly KubeObject[]
}

/** Pods of one controller that are read: one leads, and the others only wait. */
const mostPods = 3
/** Lines of each, from its end, and how far back, seconds. */
const tailLines = 2_000
const sinceSeconds = 3_600
/** Bytes of each: a server cuts the end away and not the beginning, so that this is more than the lines have. */
const mostBytes = 2_097_152
/** Lines about one service that are kept, the newest. */
const mostKept = 1_000
/** Characters of a line. */
const longestLine = 4_096

/**
 * What a controller wrote about one service in the last hour, pod by pod. Lines about others are left out, and counted: the
 * log belongs to everybody in the cluster.
 */
export function platformLines(
  part: PlatformPart,
  about: AboutService,
  {
    reader,
    context,
    redacted
  }: {
    readonly reader: KubeReader
    readonly context: string
    readonly redacted: (value: unknown) => unknown
  }
): EvidenceSource {
  const [deployment] = part.deployments
  const namespace = deployment?.metadata.namespace ?? ''
  const labels = Object.entries(objectAt(deployment, 'spec', 'selector', 'matchLabels'))
  const labelSelector = labels.map(([key, value]) => `${key}=${String(value)}`).join(',')
  const lines = ['logs', '-l', labelSelector, `--tail=${tailLines}`, `--since=${sinceSeconds}s`, '--timestamps']
  const command = kubectlLine({ context, ref: { namespace, name: part.name } }, ...lines)
  return {
    path: `${part.name}.log`,
    command: deployment === undefined ? '' : command,
    async read(abort) {
      if (deployment === undefined || labelSelector === '')
        throw new FailureError(failureOf('missing', `${part.title} was not found`))
      const pods = { group: '', version: 'v1', resource: 'pods', namespace } as const
      const { items } = await reader.list(kubePath(pods), { query: { labelSelector }, tries: 1, abort })
      const names = items.map(({ metadata }) => metadata.name).slice(0, mostPods)
      if (names.length === 0) throw new FailureError(failureOf('missing', `${part.title} has no pods`))
      const logs = await Promise.all(
        names.map(async (name) => {
          const lines = await linesOf(kubePath({ ...pods, name, subresource: 'log' }), reader, abort)
          const own = lines.filter((line) => lineIsAbout(line, about))
          const kept = own.slice(-mostKept).map((line) => visibleText(line, longestLine))
          return [`# ${name}: ${own.length} of ${lines.length} lines are about this service${cut(own)}`, ...kept]
        })
      )
      return String(redacted(`${logs.flat().join('\n')}\n`))
    }
  }
}

async function linesOf(path: ApiPath, reader: KubeReader, abort: AbortSignal): Promise<readonly string[]> {
  const query = {
    timestamps: 'true',
    tailLines: String(tailLines),
    sinceSeconds: String(sinceSeconds),
    limitBytes: String(mostBytes)
  }
  const { body } = await reader.raw(path, { query, accept: 'text/plain, */*', tries: 1, abort })
  return body.split('\n').filter((line) => line !== '')
}

function cut(own: readonly string[]): string {
  return own.length > mostKept ? `; the first ${own.length - mostKept} of them are left out` : ''
}
