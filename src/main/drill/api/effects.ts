import type { Exchange } from './exchange.ts'

const WRITES = new Set(['POST', 'PUT', 'PATCH', 'DELETE'])

/** Groups whose POSTs ask a question and change nothing, and that of the marks by which consoles keep out of each other's way. */
const HARMLESS_GROUPS = new Set(['authentication.k8s.io', 'authorization.k8s.io', 'coordination.k8s.io'])

/** Whether a request changed something: applied, not a dry run, not an access review. */
export function isEffect(exchange: Exchange, status: number): boolean {
  if (!WRITES.has(exchange.method) || status < 200 || status > 299) return false
  if (exchange.query.getAll('dryRun').includes('All')) return false
  const resource = exchange.info.resource
  if (resource === undefined || HARMLESS_GROUPS.has(resource.group)) return false
  return resource.subresource !== 'proxy' && !dryRunInBody(exchange)
}

function dryRunInBody(exchange: Exchange): boolean {
  return exchange.method === 'DELETE' && /"dryRun"\s*:\s*\[\s*"All"/.test(exchange.body.toString('utf8'))
}
