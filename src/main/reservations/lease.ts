import { createHash } from 'node:crypto'
import type { ServiceRef, WireRequest } from '../../contract/index.ts'
import { formatDuration } from '../../contract/words/format-duration.ts'
import { numberAt, stringAt } from '../lib/json-access.ts'
import { parsedJson } from '../lib/parsed-json.ts'
import { visibleText } from '../lib/visible-text.ts'
import type { Holder, Mark, Marked, Reservations } from '../ports/reservation.ts'
import type { KubeObject } from '../ports/kube.ts'
import type { ReadPlace } from '../ports/place.ts'
import { fieldManager } from '../providers/kubernetes/field-manager.ts'
import { kubePath } from '../providers/kubernetes/kube-path.ts'
import { readObject } from '../providers/kubernetes/read-object.ts'

/** kubernetes/api coordination/v1/types.go LeaseSpec */
const resource = { group: 'coordination.k8s.io', version: 'v1', resource: 'leases' } as const
/** For how long a console that was killed keeps others waiting, seconds; it is renewed three times in that time. */
const validSeconds = 15
/** One that counts for less would be renewed again and again, and keep nobody away. */
const shortestSeconds = 1
/** kubernetes/apimachinery pkg/apis/meta/v1/micro_time.go */
const rfc3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$/
/** Who, which journal and which run, in one text that people read with kubectl. */
const separator = ' / '

/** Keeps consoles apart by a Lease in the service's namespace, one a service. */
export const leases: Reservations = {
  read: async ({ reader }: ReadPlace, ref, abort) => {
    const lease = await readObject(reader, pathOf(ref), { abort })
    return lease && markOf(lease)
  },

  async readAll({ reader }, refs, abort) {
    const namespaces = [...new Set(refs.map(({ namespace }) => namespace))]
    const found = new Map<string, KubeObject>()
    for (const namespace of namespaces) {
      const { items } = await reader.list(kubePath({ ...resource, namespace }), { abort })
      for (const lease of items) found.set(`${namespace}/${lease.metadata.name}`, lease)
    }
    return refs.map(({ namespace, name }) => {
      const lease = found.get(`${namespace}/${leaseName(name)}`)
      return lease === undefined ? null : markOf(lease)
    })
  },

  hold(ref, mark, holder): WireRequest {
    const now = microTime()
    const spec = {
      holderIdentity: [holder.who, holder.journal, holder.runId].join(separator),
      leaseDurationSeconds: validSeconds,
      acquireTime: mark && isSame(mark.holder, holder) ? (mark.sinceAt ?? now) : now,
      renewTime: now
    }
    return write(ref, mark, spec)
  },

  // As client-go lets go: nobody holds it, and it counts for no time (client-go tools/leaderelection release).
  release: (ref, mark) => write(ref, mark, { leaseDurationSeconds: 1, renewTime: microTime() }),

  outcome({ status, body }): Marked {
    const answer = parsedJson(body)
    if (status < 300 && stringAt(answer, 'kind') === 'Lease') {
      const mark = markOf(answer)
      // Of what was written, a webhook may keep something else.
      const counts = formatDuration(mark.validMs)
      if (mark.validMs < shortestSeconds * 1_000) return { kind: 'unavailable', why: `it is kept for ${counts} only` }
      return { kind: 'marked', mark }
    }
    // Made by somebody else, changed by somebody else, or deleted: it is read again.
    if (status === 409 || status === 404) return { kind: 'lost' }
    const said = visibleText(stringAt(answer, 'message'), 300) || `the server answered ${status}`
    return { kind: 'unavailable', why: said }
  }
}

function write({ namespace, name }: ServiceRef, mark: Mark | null, spec: object): WireRequest {
  const ref = { namespace, name }
  const metadata = {
    name: leaseName(name),
    namespace,
    annotations: { 'backout/service': name },
    ...(mark ? { resourceVersion: mark.version } : {})
  }
  return {
    method: mark ? 'PUT' : 'POST',
    path: mark ? pathOf(ref) : kubePath({ ...resource, namespace }),
    query: { fieldManager },
    contentType: 'application/json',
    body: JSON.stringify({ apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', metadata, spec })
  }
}

function markOf(lease: unknown): Mark {
  const [who = '', journal = '', runId = ''] = stringAt(lease, 'spec', 'holderIdentity').split(separator)
  return {
    holder: { who: visibleText(who, 200), journal, runId },
    sinceAt: timeAt(lease, 'spec', 'acquireTime'),
    validMs: 1_000 * Math.min(Math.max(numberAt(lease, 'spec', 'leaseDurationSeconds') ?? validSeconds, 0), 600),
    version: stringAt(lease, 'metadata', 'resourceVersion')
  }
}

const pathOf = ({ namespace, name }: ServiceRef) => kubePath({ ...resource, namespace, name: leaseName(name) })

/** Null where it is no time: whoever may write Leases wrote it, and it is said to people. */
function timeAt(lease: unknown, ...path: readonly string[]): string | null {
  const text = stringAt(lease, ...path)
  return rfc3339.test(text) && !Number.isNaN(Date.parse(text)) ? text : null
}

/** A name of a Deployment may be as long as that of a Lease: what does not fit is told apart by its hash. */
function leaseName(service: string): string {
  const name = `backout-${service}`
  return name.length <= 253
    ? name
    : `backout-${service.slice(0, 200)}-${createHash('sha256').update(service).digest('hex').slice(0, 16)}`
}

function isSame(one: Holder, other: Holder): boolean {
  return one.journal === other.journal && one.runId === other.runId
}

/** kubernetes/apimachinery pkg/apis/meta/v1/micro_time.go RFC3339Micro */
function microTime(): string {
  return new Date().toISOString().replace('Z', '000Z')
}
