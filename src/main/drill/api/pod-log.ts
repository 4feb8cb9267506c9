import { listOf, objectOf, textOf } from '../store/json-value.ts'
import type { KubeObject } from '../store/kube-object.ts'
import { badRequest, StatusError } from '../store/status-error.ts'
import type { ApiContext, Handled, ResourceExchange } from './exchange.ts'
import type { LogLine, PodLogOptions } from './ports.ts'
import { podLogOptions } from './pod-log-options.ts'
import { named } from './read.ts'
import { isTrue } from './request-info.ts'
import { writeOrCut } from './write-or-cut.ts'

/** pods/NAME/log: a container's output as text, to the end or followed. */
export function podLog(context: ApiContext, exchange: ResourceExchange): Handled {
  if (exchange.info.verb !== 'get') {
    throw new StatusError(
      405,
      'MethodNotAllowed',
      'the server does not allow this method on the requested resource',
      {}
    )
  }
  const pod = named(context, exchange)
  const options = { ...podLogOptions(exchange), container: containerOf(pod, exchange.query.get('container') ?? '') }
  const { name = '', namespace = '' } = exchange.resource
  const found = context.ports.podLogs.read(namespace, name, options)
  if ('kind' in found) throw fromStatus(found)
  const lines = limit(context, options, found)
  if (!isTrue(exchange.query.get('follow'))) {
    return {
      status: 200,
      contentType: 'text/plain',
      body: cut(lines.map((line) => format(line, options)).join(''), options)
    }
  }
  follow(context, exchange, options, lines)
  return null
}

function follow(
  context: ApiContext,
  exchange: ResourceExchange,
  options: PodLogOptions,
  lines: readonly LogLine[]
): void {
  const { response, gone } = exchange
  const { name = '', namespace = '' } = exchange.resource
  response.statusCode = 200
  response.setHeader('content-type', 'text/plain')
  response.flushHeaders()
  const { limitBytes = Infinity } = options
  const begun = Buffer.from(lines.map((line) => format(line, options)).join('')).subarray(0, limitBytes)
  // However long: what is not followed is sent in one piece as well.
  response.write(begun)
  let left = limitBytes - begun.length
  if (left <= 0) return void response.end()
  const write = (line: LogLine): void => {
    const chunk = Buffer.from(format(line, options)).subarray(0, left)
    left -= chunk.length
    writeOrCut(response, chunk)
    if (left <= 0) response.end()
  }
  const stop = context.ports.podLogs.follow(namespace, name, options, write, () => response.end())
  if (gone.aborted) stop()
  else gone.addEventListener('abort', stop, { once: true })
}

/** The container that is meant. Throws StatusError 400 when it is not clear or not in the pod. */
function containerOf(pod: KubeObject, wanted: string): string {
  const names = listOf(objectOf(pod['spec'])['containers']).map((container) => textOf(objectOf(container)['name']))
  const name = pod.metadata.name ?? ''
  if (wanted === '') {
    if (names.length === 1) return names[0] ?? ''
    throw badRequest(`a container name must be specified for pod ${name}, choose one of: [${names.join(' ')}]`)
  }
  if (!names.includes(wanted)) throw badRequest(`container ${wanted} is not valid for pod ${name}`)
  return wanted
}

function limit({ ports }: ApiContext, options: PodLogOptions, lines: readonly LogLine[]): readonly LogLine[] {
  const since =
    options.sinceTime === undefined
      ? options.sinceSeconds === undefined
        ? undefined
        : ports.now().getTime() - options.sinceSeconds * 1000
      : Date.parse(options.sinceTime)
  const recent = since === undefined ? lines : lines.filter((line) => Date.parse(line.at) >= since)
  if (options.tailLines === undefined) return recent
  return options.tailLines === 0 ? [] : recent.slice(-options.tailLines)
}

function format(line: LogLine, options: PodLogOptions): string {
  return options.timestamps === true ? `${line.at} ${line.text}\n` : `${line.text}\n`
}

function cut(text: string, { limitBytes }: PodLogOptions): string {
  return limitBytes === undefined ? text : Buffer.from(text).subarray(0, limitBytes).toString('utf8')
}

function fromStatus(status: {
  readonly code?: number
  readonly reason?: string
  readonly message?: string
}): StatusError {
  return new StatusError(status.code ?? 500, status.reason ?? 'InternalError', status.message ?? 'no log')
}
