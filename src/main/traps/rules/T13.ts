import type { CommandRule } from '../rule-facts.ts'

/** The message of the Promoted condition, read for the cause of a failure. */
export const readsConstantMessage: CommandRule = (intended) => {
  if (intended.tool !== 'kubectl' || intended.verb !== 'get' || intended.resource !== 'canaries') return null
  if (!readsMessage(intended.output)) return null
  return {
    id: `T13 ${intended.namespace ?? ''}/${intended.name ?? ''}`,
    severity: 'warning',
    lead: 'The Promoted message never says why a run failed.',
    text: 'It is a constant text for each phase; look at events, logs and metrics for the cause.',
    source: 'fluxcd/flagger pkg/canary/status.go MakeStatusConditions',
    command: intended.command
  }
}

/** Whether a template names these in this order. */
function readsMessage(output: string): boolean {
  let from = 0
  return ['conditions', 'Promoted', 'message'].every((word) => {
    const found = output.indexOf(word, from)
    from = found + word.length
    return found !== -1
  })
}
