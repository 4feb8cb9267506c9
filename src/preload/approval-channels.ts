import type { ApprovalQuestion } from '../main/ports/approvals.ts'

/** Between main and the view of its own in which a plan is approved. The page of the console reaches neither. */
export const approvalChannels = { show: 'backout:approval:show', said: 'backout:approval:said' } as const

/** What the view draws; main has the truth. */
export interface ShownApproval {
  readonly question: ApprovalQuestion
  readonly theme: 'dark' | 'light' | 'contrast' | 'system'
  /** A new question: the field begins empty. */
  readonly isNew: boolean
  /** What the person has to know of what they typed, or why nothing can be approved any more. */
  readonly complaint: string | null
  /** Nothing can be approved any more. */
  readonly isOver: boolean
  /** It has not been there long enough to be answered: what is pressed is not taken yet. */
  readonly isEarly: boolean
  /** Something was pressed so early, and was not taken. */
  readonly isLost: boolean
}

/** What the view tells; main takes it only together with input that it has received itself. */
export type SaidByApproval =
  | { readonly kind: 'submit'; readonly text: string }
  /** The button to hold is pressed, or not any more. */
  | { readonly kind: 'press' }
  | { readonly kind: 'release' }
  | { readonly kind: 'cancel' }
