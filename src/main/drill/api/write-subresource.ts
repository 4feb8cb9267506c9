import type { ResourceExchange } from './exchange.ts'

/** The `subresource` of a write, where it writes only the status. */
export function writeSubresource(exchange: ResourceExchange): { readonly subresource?: 'status' } {
  return exchange.resource.subresource === 'status' ? { subresource: 'status' } : {}
}
