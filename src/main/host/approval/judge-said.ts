import type { ApprovalMode } from '../../../contract/index.ts'
import type { Confirmation } from '../../ports/approvals.ts'
import type { SaidByApproval } from '../../../preload/approval-channels.ts'

/** What main itself has received in the view. */
export interface ReceivedInput {
  /** Keys since the question was shown. */
  readonly keys: number
  /** A click or a key within the last seconds. */
  readonly hasJustActed: boolean
  /** Assistive technology is in use, which enters text and presses buttons without keys. */
  readonly isAssisted: boolean
}

/** What follows from a text that was submitted: the approval, or what to say of it. */
export type Judged =
  | { readonly kind: 'approved'; readonly confirmation: Confirmation }
  | { readonly kind: 'refused'; readonly complaint: string }

/** Judges a submitted text: it has to be the one that is asked for, and to have been typed. */
export function judgeText(text: string, asked: ApprovalMode, received: ReceivedInput): Judged {
  if (asked.kind !== 'typed') return { kind: 'refused', complaint: 'Hold the button.' }
  if (text !== asked.text) return { kind: 'refused', complaint: `Does not match ${asked.text}` }
  const isTyped = received.isAssisted || (received.hasJustActed && received.keys >= text.length)
  return isTyped
    ? { kind: 'approved', confirmation: { kind: 'typed', text } }
    : { kind: 'refused', complaint: 'Type it key by key: text that comes in any other way is not taken.' }
}

/** Reads a message of the view; null for what is none. */
export function readSaid(message: unknown): SaidByApproval | null {
  if (typeof message !== 'object' || message === null || !('kind' in message)) return null
  switch (message.kind) {
    case 'submit':
      return 'text' in message && typeof message.text === 'string' && message.text.length <= 512
        ? { kind: 'submit', text: message.text }
        : null
    case 'press':
    case 'release':
    case 'cancel':
      return { kind: message.kind }
    default:
      return null
  }
}
