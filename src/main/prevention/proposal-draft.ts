import type { NotProposed, Proposal, ProposalId } from '../../contract/index.ts'

/** What one kind of proposal comes to. */
export type FoundProposal = { readonly proposal: Draft } | { readonly not: NotProposed }

/** A proposal before its text is made of what it changes. */
export interface Draft extends Omit<Proposal, 'object' | 'diff' | 'yaml' | 'command'> {
  readonly change:
    | {
        /** Members of the analysis that become these; null takes one away. */
        readonly kind: 'analysis'
        readonly to: Readonly<Record<string, unknown>>
      }
    | { readonly kind: 'create'; readonly object: Readonly<Record<string, unknown>> }
}

export const titles: Readonly<Record<ProposalId, string>> = {
  'pre-rollout': 'A test before any user',
  'load-test': 'Requests of its own during the analysis',
  thresholds: 'Tighter checks',
  steps: 'Smaller steps',
  'rollback-gate': 'A gate that ends a run',
  alerting: 'An alert'
}

export function not(id: ProposalId, why: string): FoundProposal {
  return { not: { id, title: titles[id], why } }
}
