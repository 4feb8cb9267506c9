import type { CommandRule } from '../rule-facts.ts'

/** A change in an editor, which nobody can repeat or look up. */
export const edits: CommandRule = (intended) => {
  if (intended.tool !== 'kubectl' || intended.isRead || intended.verb !== 'edit') return null
  return {
    id: `T12 ${intended.namespace ?? ''}/${intended.resource}/${intended.name ?? ''}`,
    severity: 'warning',
    lead: 'kubectl edit leaves no reproducible record.',
    text: 'Backout sends a generated patch with preconditions and writes it down.',
    source: 'kubernetes/kubectl pkg/cmd/util/editor/editoptions.go',
    command: intended.command
  }
}
