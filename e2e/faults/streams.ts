import { asFailure } from '../../src/contract/index.ts'
import type { OpenKubeConnection } from '../../src/main/connections/index.ts'
import { behindServiceProxy, createPrometheus } from '../../src/main/providers/prometheus/index.ts'
import { kubePath } from '../../src/main/providers/kubernetes/kube-path.ts'
import type { KubeObject } from '../../src/main/ports/kube.ts'

/** The change that everybody is to learn of, as an annotation of one Deployment. */
export const changed = 'backout.test/changed'

/** One thing that a stream said, and when, real milliseconds. */
export type Said =
  /** What is known is as of now, and has the change in it, or has not. */
  | { readonly kind: 'confirmed'; readonly atMs: number; readonly hasChange: boolean }
  | { readonly kind: 'failing'; readonly atMs: number; readonly code: string }

export interface Subject {
  readonly namespace: string
  readonly deployment: string
  readonly pod: string
  readonly prometheus: { readonly namespace: string; readonly service: string; readonly port: string }
}

/** Follows one kind of stream until `abort`, and hands over whatever it says. */
export type Follow = (
  connection: OpenKubeConnection,
  of: Subject,
  say: (said: Said) => void,
  abort: AbortSignal
) => void

const deployments = (namespace: string) =>
  kubePath({ group: 'apps', version: 'v1', resource: 'deployments', namespace })

/** Asks again and again, a second after the last answer. */
function polled(ask: (connection: OpenKubeConnection, of: Subject, abort: AbortSignal) => Promise<boolean>): Follow {
  return (connection, of, say, abort) => {
    const next = async (): Promise<void> => {
      if (abort.aborted) return
      // An answer is at least as new as its question.
      const atMs = Date.now()
      try {
        const hasChange = await ask(connection, of, abort)
        say({ kind: 'confirmed', atMs, hasChange })
      } catch (error) {
        if (!abort.aborted) say({ kind: 'failing', atMs: Date.now(), code: asFailure(error).code })
      }
      if (!abort.aborted) setTimeout(() => void next(), 1_000)
    }
    void next()
  }
}

const hasChange = (object: KubeObject | undefined): boolean => object?.metadata.annotations?.[changed] !== undefined

export const streams: Readonly<Record<'list' | 'watch' | 'log' | 'prometheus', Follow>> = {
  list: polled(async ({ reader }, { namespace, deployment }, abort) => {
    const { items } = await reader.list(deployments(namespace), { tries: 2, abort })
    const found = items.find(({ metadata }) => metadata.name === deployment)
    // A list that has lost what is there would be a wrong green of its own.
    if (found === undefined) throw new Error('the list is not whole')
    return hasChange(found)
  }),
  watch(connection, { namespace, deployment }, say, abort) {
    let known = false
    connection.reader.watch(
      deployments(namespace),
      {},
      (event) => {
        const atMs = Date.now()
        if (event.type === 'failing') return say({ kind: 'failing', atMs, code: asFailure(event.error).code })
        if (event.type === 'resumed' || event.type === 'spoiled') return
        if (event.type === 'sync') known = hasChange(event.items.find(({ metadata }) => metadata.name === deployment))
        else if (event.type !== 'alive' && event.object.metadata.name === deployment) known = hasChange(event.object)
        say({ kind: 'confirmed', atMs, hasChange: known })
      },
      abort
    )
  },
  log: polled(async ({ reader }, { namespace, pod }, abort) => {
    const path = kubePath({ group: '', version: 'v1', resource: 'pods', namespace, name: pod, subresource: 'log' })
    const { body } = await reader.raw(path, { query: { tailLines: '50' }, tries: 2, abort })
    // Its lines are of the app: what it says is whole or it is not.
    if (/<html/.test(body) || !body.endsWith('\n')) throw new Error('the log is not whole')
    return true
  }),
  prometheus: polled(async ({ reader }, { prometheus }, abort) => {
    const source = behindServiceProxy(reader, { ...prometheus, scheme: 'http', foundBy: 'operator' })
    const [sample] = await createPrometheus(source).query('count(istio_requests_total)', undefined, abort)
    if (sample?.value === undefined) throw new Error('no sample')
    return true
  })
}
