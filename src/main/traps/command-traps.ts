import type { TrapNotice } from '../../contract/index.ts'
import { stringsAt } from '../lib/json-access.ts'
import { templateOf } from '../providers/kubernetes/history.ts'
import type { TrapInput } from './trap-input.ts'

/** Traps in the words of the procedure's own commands: T4, T5, T8, T12. */
export function commandTraps(input: TrapInput): readonly TrapNotice[] {
  return input.commands.flatMap((command) => [
    ...namespaceLoop(command),
    ...firstRouteOnly(command),
    ...wrongPods(command, input),
    ...apiServerMetrics(command),
    ...edit(command)
  ])
}

function namespaceLoop(command: string): readonly TrapNotice[] {
  if (!/rollout\s+undo/.test(command) || !/\bfor\s|xargs|--all\b/.test(command)) return []
  return [
    {
      id: 'T4',
      severity: 'refused',
      lead: 'Refused: the loop rolls back every Deployment of the namespace.',
      text: 'It also reverts primaries and services that never changed, and a second run puts the bad version back.',
      source: 'kubernetes/kubectl pkg/polymorphichelpers/rollback.go DeploymentRollbacker.Rollback',
      command
    }
  ]
}

function firstRouteOnly(command: string): readonly TrapNotice[] {
  if (!/patch\s+(virtualservice|vs)\b/.test(command) || !/\/route\/0\/weight/.test(command)) return []
  return [
    {
      id: 'T5',
      severity: 'refused',
      lead: 'Refused: setting one weight splits traffic 67 to 33.',
      text: 'Istio adds the weights up; the first route is not always the primary, and Flagger writes it again.',
      source: 'istio/istio pkg/config/validation/validation.go validateHTTPRouteDestinations',
      command
    }
  ]
}

/** The selector of a check must match the pods of the Deployment, or it finds nothing and looks healthy. */
function wrongPods(command: string, { deployment }: TrapInput): readonly TrapNotice[] {
  const selector = /(?:-l|--selector)[ =]['"]?([A-Za-z0-9./_-]+)==?([A-Za-z0-9._-]+)/.exec(command)
  const [, key, value] = selector ?? []
  if (key === undefined || value === undefined) return []
  const labels = stringsAt(templateOf(deployment), 'metadata', 'labels')
  if (labels[key] === value) return []
  return [
    {
      id: 'T8',
      severity: 'warning',
      lead: `The check by ${key}=${value} does not look at these pods.`,
      text: `The pods of ${deployment.metadata.name} carry ${labels[key] === undefined ? `no label ${key}` : `${key}=${labels[key]}`}: no pod found looks like no error found.`,
      source: 'kubernetes/kubectl pkg/cmd/logs/logs.go (label selector)',
      command
    }
  ]
}

function apiServerMetrics(command: string): readonly TrapNotice[] {
  if (!/get\s+--raw\s+['"]?\/metrics/.test(command)) return []
  return [
    {
      id: 'T8',
      severity: 'warning',
      lead: 'get --raw /metrics shows the API server, not the service.',
      text: 'It contains nothing about the application: finding no error there proves nothing.',
      source: 'kubernetes/apiserver pkg/server/routes/metrics.go',
      command
    }
  ]
}

function edit(command: string): readonly TrapNotice[] {
  if (!/kubectl\b[^|;]*\sedit\s/.test(command)) return []
  return [
    {
      id: 'T12',
      severity: 'warning',
      lead: 'kubectl edit leaves no reproducible record.',
      text: 'Backout sends a generated patch with preconditions and writes it down.',
      source: 'kubernetes/kubectl pkg/cmd/util/editor/editoptions.go',
      command
    }
  ]
}
