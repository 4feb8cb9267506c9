import type { RouteBackend } from '../../../ports/route.ts'
import { visibleText } from '../../../lib/visible-text.ts'

/**
 * The Service that a host of a VirtualService or a DestinationRule names; null for a wildcard and for what is none. A name
 * without a dot is of the namespace of the object that has it (istio/istio pkg/config/resource ResolveShortnameToFQDN).
 */
export function serviceOfHost(host: string, namespace: string): RouteBackend['service'] {
  const [name = '', place, kind, ...domain] = host.split('.')
  if (name === '' || name === '*') return null
  if (place === undefined) return { namespace, name }
  if (kind === undefined) return { namespace: place, name }
  return kind === 'svc' && domain.every((part) => part !== '') ? { namespace: place, name } : null
}

/** A destination as it is shown, with its namespace where that is another one. */
export function hostText(host: string, subset: string): string {
  return visibleText(subset === '' ? host : `${host} ${subset}`, 200)
}
