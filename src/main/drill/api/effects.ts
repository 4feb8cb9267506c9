import type { Exchange } from './exchange.ts'

const WRITES = new Set(['POST', 'PUT', 'PATCH', 'DELETE'])

/** Groups whose POSTs ask a question and change nothing, and that of the marks by which consoles keep out of each other's way. */
const HARMLESS_GROUPS = new Set(['authentication.k8s.io', 'authorization.k8s.io', 'coordination.k8s.io'])

/** Whether a request changed something: applied, not a dry run, not an access review. */
export function isEffect(exchange: Exchange, status: number): boolean {
  if (!WRITES.has(exchange.method) || status < 200 || status > 299) return false
  if (isTrial(exchange)) return false
  const resource = exchange.info.resource
  if (resource === undefined || HARMLESS_GROUPS.has(resource.group)) return false
  return resource.subresource !== 'proxy'
}

/** A deletion with a body says it there, or not at all. */
function isTrial({ method, query, body }: Exchange): boolean {
  if (method === 'DELETE' && body.length > 0) return /"dryRun"\s*:\s*\[\s*"All"/.test(body.toString('utf8'))
  return query.getAll('dryRun').includes('All')
}
