/** One call to the operating system's keychain. Values are ASCII and at most `partLimitBytes` long. */
export type HelperCall =
  | { readonly op: 'get'; readonly account: string }
  | { readonly op: 'set'; readonly account: string; readonly value: string }
  | { readonly op: 'delete'; readonly account: string }

/** What the helper is sent. */
export type HelperRequest = HelperCall & { readonly id: number }

/** What it answers: `value` is null for an absent entry and for `set`, `deleted` says whether there was one. */
export type HelperAnswer =
  | { readonly id: number; readonly ok: true; readonly value: string | null; readonly deleted: boolean }
  | { readonly id: number; readonly ok: false; readonly message: string }

/** Argument that names the service under which the entries are kept. */
export const serviceArgument = '--service='

/** Whether a message has the shape of an answer. */
export function isHelperAnswer(message: unknown): message is HelperAnswer {
  if (typeof message !== 'object' || message === null || !('id' in message) || !('ok' in message)) return false
  if (typeof message.id !== 'number') return false
  if (message.ok === false) return 'message' in message && typeof message.message === 'string'
  return message.ok === true && 'value' in message && (message.value === null || typeof message.value === 'string')
}
