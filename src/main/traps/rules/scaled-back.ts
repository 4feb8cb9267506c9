import type { TrapNotice } from '../../../contract/index.ts'
import { stringAt } from '../../lib/json-access.ts'
import type { SeenScaler } from '../../providers/kubernetes/scaling/seen-scalers.ts'
import { limitsText, scalerSource } from '../../providers/kubernetes/scaling/scaler-words.ts'
import { isIn, serviceCanary, workloadKind, type CommandRule, type ServiceFacts } from '../rule-facts.ts'

/**
 * A number of pods that is not the command's to set: an autoscaler sets its own again, every 15 s unless the control plane is
 * told otherwise, and without metrics as soon as the number is outside its limits (kubernetes/kubernetes
 * pkg/controller/podautoscaler/horizontal.go reconcileAutoscaler). None at all is an outage, and judged as one.
 */
export const isScaledBack: CommandRule = (intended, facts) => {
  if (intended.tool !== 'kubectl' || intended.isRead || intended.verb !== 'scale') return null
  const { name, resource, namespace, replicas, command } = intended
  if (name === null || replicas === null || replicas === 0) return null
  if (workloadKind(resource) !== facts.deployment.kind || !isIn(namespace, facts.deployment)) return null
  const scaler = facts.scalers?.find(({ workload }) => workload === name)
  const said = scaler === undefined ? null : saidOf(scaler, replicas)
  if (scaler === undefined || said === null) return null
  return {
    id: `scaled ${resource}/${name}`,
    severity: 'warning',
    source: scalerSource(scaler),
    command,
    ...said,
    ...(scaler.state === 'scales' || scaler.state === 'blind' ? { instead: insteadOf(scaler, replicas, facts) } : {})
  }
}

function saidOf(scaler: SeenScaler, replicas: number): Pick<TrapNotice, 'lead' | 'text'> | null {
  const { title, state, paused } = scaler
  const limits = limitsText(scaler)
  const limit = nearestLimit(scaler, replicas)
  if (state === 'paused') {
    const at = paused?.at ?? null
    if (at === null || at === replicas) return null
    return {
      lead: `${title} is paused at ${at}, not at ${replicas}.`,
      text: 'KEDA sets that number again when it next looks at the object, at the latest when somebody changes it.'
    }
  }
  if (state === 'off')
    return {
      lead: `It switches ${title} on again, which sets the number from then on, ${limits}.`,
      text: 'With 0 pods an autoscaler does nothing: that may be why there are none.'
    }
  if (limit !== null)
    return {
      lead: `${title} puts it back to ${limit} at its next look, usually within 15 s.`,
      text: `It keeps the number ${limits}, with or without metrics.`
    }
  if (state === 'blind')
    return {
      lead: `${title} gets no metrics: ${replicas} stay until it does, and then it sets its own number.`,
      text: `Why it gets none: ${scaler.why}.`
    }
  return {
    lead: `${title} sets its own number again at its next look, usually within 15 s.`,
    text: `What is set by hand never lasts beside it. It keeps the number ${limits}.`
  }
}

/** The limit that a number is beyond; null where it is within both, as far as they are known. */
function nearestLimit({ min, max }: SeenScaler, replicas: number): number | null {
  if (min !== null && replicas < min) return min
  return max !== null && replicas > max ? max : null
}

/** What makes it last: its own limits, of the autoscaler after which Flagger makes the primary's where that is the one. */
function insteadOf(scaler: SeenScaler, replicas: number, facts: ServiceFacts): string {
  const canary = serviceCanary(facts)
  const reference = stringAt(canary, 'spec', 'autoscalerRef', 'name')
  const isPrimary = scaler.workload === `${stringAt(canary, 'spec', 'targetRef', 'name')}-primary`
  const name = isPrimary && reference !== '' ? reference : scaler.name
  const [resource, fewest, most] =
    scaler.kind === 'ScaledObject'
      ? ['scaledobject', 'minReplicaCount', 'maxReplicaCount']
      : ['hpa', 'minReplicas', 'maxReplicas']
  const isBelow = scaler.min !== null && replicas < scaler.min
  const isAbove = scaler.max !== null && replicas > scaler.max
  const fields = `${fewest}${isAbove ? ` and ${most}` : ''}`
  return `${isBelow ? 'Lower' : 'Raise'} ${fields} of ${resource} ${name} to ${replicas}, and in Git where Git has it.`
}
