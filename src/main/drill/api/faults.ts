import { setTimeout as pause } from 'node:timers/promises'
import { StatusError } from '../store/status-error.ts'
import type { ApiContext, Exchange } from './exchange.ts'

const decided = new WeakMap<Exchange, 'dropAfter'>()

/** Lets the planned fault of a request happen; 'dropped' when the connection was cut. */
export async function applyFault(
  { ports }: ApiContext,
  exchange: Exchange,
  moment: 'before' | 'after'
): Promise<'dropped' | 'none'> {
  if (moment === 'after') {
    if (decided.get(exchange) !== 'dropAfter') return 'none'
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
      decided.set(exchange, 'dropAfter')
      return 'none'
    default:
      return 'none'
  }
}
