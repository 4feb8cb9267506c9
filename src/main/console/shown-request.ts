import type { WireRequest } from '../../contract/index.ts'
import { redactText } from '../lib/redact.ts'

/** A request as the window may see it, which is as it is recorded: values of variables and arguments are left out. */
export function shownRequest(request: WireRequest | null): WireRequest | null {
  return request?.body === undefined ? request : { ...request, body: redactText(request.body) }
}
