import { at } from '../../lib/json-access.ts'
import { serviceCanary, isAboutService, type CommandRule } from '../rule-facts.ts'

/** `rollout restart` of the service: new pods of the release that runs already, under a revision number of their own. */
export const restartsTheSame: CommandRule = (intended, facts) => {
  if (intended.tool !== 'kubectl' || intended.isRead || intended.verb !== 'rollout restart') return null
  if (!isAboutService(intended, facts)) return null
  const { deployment } = facts
  const canary = serviceCanary(facts)
  const isTarget = at(canary, 'spec', 'targetRef', 'name') === intended.name
  const isPaused = at(deployment, 'spec', 'paused') === true && deployment.metadata.name === intended.name
  return {
    id: 'restart',
    severity: 'warning',
    lead: 'A restart brings the same release back, in new pods.',
    text: [
      isPaused ? 'It is paused: kubectl refuses this.' : 'It takes no release back, and writes a revision of its own:',
      isPaused ? '' : 'a plain undo afterwards only takes the restart back.',
      canary && isTarget ? `Flagger takes it for a new release: Canary ${canary.metadata.name} is analysed anew.` : ''
    ]
      .filter((text) => text !== '')
      .join(' '),
    instead: 'Where the release is what is wrong, go back to a revision by its number.',
    source:
      'kubernetes/kubectl pkg/polymorphichelpers/objectrestarter.go defaultObjectRestarter; fluxcd/flagger pkg/canary/spec.go hasSpecChanged',
    command: intended.command
  }
}
