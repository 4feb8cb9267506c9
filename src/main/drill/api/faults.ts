import { setTimeout as pause } from 'node:timers/promises'
import { StatusError } from '../store/status-error.ts'
import type { ApiContext, Exchange } from './exchange.ts'
import type { Fault } from './ports.ts'

const decided = new WeakMap<Exchange, Extract<Fault, { readonly kind: 'dropAfter' | 'statusAfter' }>>()

/** Lets the planned fault of a request happen; 'dropped' when the connection was cut. */
export async function applyFault(
  { ports }: ApiContext,
  exchange: Exchange,
  moment: 'before' | 'after'
): Promise<'dropped' | 'none'> {
  if (moment === 'after') {
    const later = decided.get(exchange)
    if (later === undefined) return 'none'
    if (later.kind === 'statusAfter') throw new StatusError(later.code, later.reason, later.message)
    exchange.response.destroy()
    return 'dropped'
  }
  const fault = ports.faults?.({ method: exchange.method, path: exchange.info.path, user: exchange.user.name })
  switch (fault?.kind) {
    case 'status':
      throw new StatusError(fault.code, fault.reason, fault.message)
    case 'delay':
      await pause(fault.delayMs)
      return 'none'
    case 'dropBefore':
      exchange.response.destroy()
      return 'dropped'
    case 'dropAfter':
    case 'statusAfter':
      decided.set(exchange, fault)
      return 'none'
    default:
      return 'none'
  }
}
