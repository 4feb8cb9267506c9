import type { Approvals } from '../ports/approvals.ts'

/** A host without a person: whoever started it has decided, and each plan is approved as it asks to be. */
export const answerApprovals: Approvals = {
  ask: ({ asked }) => ({
    answer: Promise.resolve(
      asked.kind === 'typed' ? { kind: 'typed', text: asked.text } : { kind: 'held', heldMs: asked.holdMs }
    ),
    renew: () => undefined,
    withdraw: () => undefined
  })
}
