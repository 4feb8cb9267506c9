import { kindOf, planLines, type DecisionView, type LastKnown, type QuickCommand } from '../../contract/index.ts'
import { arrayAt, stringAt } from '../lib/json-access.ts'
import { visibleText } from '../lib/visible-text.ts'
import { canaryOf } from '../providers/flagger/of-workload.ts'
import { asKnownText, judgeAsKnown } from './judge-as-known.ts'
import { kubectlLine, type CommandPlace } from '../providers/kubernetes/commands.ts'
import { workloadArgument } from '../providers/kubernetes/workload.ts'
import { drainEdits } from '../providers/routes/drain.ts'
import type { ServiceFacts } from '../traps/index.ts'

type Line = Pick<QuickCommand, 'id' | 'group' | 'title' | 'command'>

export interface QuickInput {
  readonly place: CommandPlace
  readonly facts: ServiceFacts
  readonly decision: DecisionView
  /** What was known last, while the cluster cannot be reached; else null. */
  readonly last: LastKnown | null
  /** The revision to go back to; null while there is none, and while nothing asks for it. */
  readonly revision: number | null
  /** Of the pods that serve, as kubectl's `-l` takes it; null while it is not known. */
  readonly serving: string | null
}

/**
 * The procedure's quick reference with real names, the one that is right here, now, first: what is planned, or else what
 * has to be looked at. Each is judged as pasted text is.
 */
export function quickCommands(input: QuickInput): readonly QuickCommand[] {
  const lines = [
    ...nowLines(input),
    ...canaryLines(input),
    ...workloadLines(input),
    ...routeLines(input),
    ...lookLines(input),
    ...failoverLines
  ]
  return lines.map((line) => ({ ...line, ...judged(line.command, input) }))
}

function judged(command: string, { facts, last }: QuickInput): Pick<QuickCommand, 'verdict' | 'note'> {
  const { verdict, traps, notUnderstood } = judgeAsKnown(command, facts)
  const [trap] = traps
  const isBlank = /<[a-z]+>/.test(command)
  const blank = isBlank ? 'Fill in what stands in angle brackets, and have it judged then.' : ''
  if (verdict === 'asKnown' && !isBlank) return { verdict, note: asKnownText(last?.at ?? null) }
  const found = trap ? `${trap.lead} ${trap.text} ${trap.instead ?? ''}` : (notUnderstood[0]?.why ?? blank)
  // What is left open cannot be called safe.
  return {
    verdict: isBlank && (verdict === 'noTrap' || verdict === 'asKnown') ? 'notUnderstood' : verdict,
    note: visibleText(found.trim(), 600)
  }
}

function nowLines({ place, decision: { plan }, last, facts }: QuickInput): readonly Line[] {
  const group = 'Right here, now'
  const planned = plan?.blocked === undefined ? planLines(plan?.steps ?? []) : []
  if (plan && planned.length > 0) {
    const title = `${plan.words.title}: approve the plan, or read it out`
    return [{ id: 'now', group, title, command: planned.join('\n') }]
  }
  const lastPlan = last?.plan
  if (lastPlan && lastPlan.commands.length > 0) {
    const title = `${lastPlan.title}: planned before the connection was lost, read it out`
    return [{ id: 'now', group, title, command: lastPlan.commands.join('\n') }]
  }
  const canary = released(facts, place)
  const command = canary
    ? kubectlLine(place, 'get', 'canary', canary.name)
    : kubectlLine(place, 'rollout', 'status', workloadArgument(place.ref))
  return [{ id: 'now', group, title: `Look how its ${canary ? 'canary' : 'rollout'} stands`, command }]
}

interface Released {
  readonly name: string
  readonly target: string
}

function released({ canaries }: ServiceFacts, { ref }: CommandPlace): Released | null {
  const found = canaryOf(ref, canaries)
  if (found.kind !== 'one') return null
  const { object } = found
  return { name: object.metadata.name, target: stringAt(object, 'spec', 'targetRef', 'name') }
}

function canaryLines({ place, facts }: QuickInput): readonly Line[] {
  const group = 'Flagger'
  const canary = released(facts, place)
  if (!canary) return []
  const patch = (type: string, body: unknown): string =>
    kubectlLine(place, 'patch', 'canary', canary.name, `--type=${type}`, '-p', JSON.stringify(body))
  const skip = [{ op: 'replace', path: '/spec/skipAnalysis', value: true }]
  return [
    { id: 'canary', group, title: 'Canary status', command: kubectlLine(place, 'get', 'canary', canary.name) },
    { id: 'why', group, title: 'Why it failed', command: kubectlLine(place, 'describe', 'canary', canary.name) },
    { id: 'suspend', group, title: 'Suspend the canary', command: patch('merge', { spec: { suspend: true } }) },
    { id: 'skip', group, title: "The procedure's manual rollback", command: patch('json', skip) },
    { id: 'delete', group, title: 'Delete the canary', command: kubectlLine(place, 'delete', 'canary', canary.name) }
  ]
}

function workloadLines({ place, revision }: QuickInput): readonly Line[] {
  // Those of Argo Rollouts have a plugin of their own.
  if (place.ref.kind === 'Rollout') return []
  const group = kindOf(place.ref)
  const of = workloadArgument(place.ref)
  const pinned =
    revision === null
      ? []
      : [
          {
            id: 'undoTo',
            group,
            title: `Roll back to revision ${revision}`,
            command: kubectlLine(place, 'rollout', 'undo', of, `--to-revision=${revision}`)
          }
        ]
  return [
    ...pinned,
    {
      id: 'undo',
      group,
      title: 'Roll back to whatever was before',
      command: kubectlLine(place, 'rollout', 'undo', of)
    },
    { id: 'status', group, title: 'Rollback status', command: kubectlLine(place, 'rollout', 'status', of) },
    { id: 'history', group, title: 'History', command: kubectlLine(place, 'rollout', 'history', of) }
  ]
}

/** All users to the primary, in every rule that sends some of them to the release on trial. */
function routeLines({ place, facts }: QuickInput): readonly Line[] {
  const group = 'Istio'
  const routes = [...new Set(facts.splits.map(({ route }) => route))].filter(
    ({ resource }) => resource.resource === 'virtualservices'
  )
  const at = (namespace: string): CommandPlace => ({ ...place, ref: { ...place.ref, namespace } })
  const reads = routes.map(({ object: { metadata } }) => ({
    id: `route ${metadata.namespace ?? ''}/${metadata.name}`,
    group,
    title: `Configured weights of ${metadata.name}`,
    command: kubectlLine(at(metadata.namespace ?? ''), 'get', 'virtualservice', metadata.name, '-o', 'yaml')
  }))
  const canary = released(facts, place)
  if (!canary) return reads
  const drain = { away: canary.target, into: `${canary.target}-primary`, left: 0 }
  const moves = drainEdits(facts.splits, drain, 1)
    .filter(({ resource }) => resource.resource === 'virtualservices')
    .map(({ object: { metadata }, writes }) => {
      const patch = writes.map(({ path, to }) =>
        to === null ? { op: 'remove', path } : { op: 'replace', path, value: to }
      )
      const argv = ['patch', 'virtualservice', metadata.name, '--type=json', '-p', JSON.stringify(patch)]
      return {
        id: `drain ${metadata.namespace ?? ''}/${metadata.name}`,
        group,
        title: `All users of ${metadata.name} to ${drain.into}`,
        command: kubectlLine(at(metadata.namespace ?? ''), ...argv)
      }
    })
  return [...moves, ...reads]
}

function lookLines({ place, serving }: QuickInput): readonly Line[] {
  const group = 'Monitoring'
  const top = { id: 'top', group, title: 'Use of its namespace', command: kubectlLine(place, 'top', 'pods') }
  if (serving === null) return [top]
  const logs = kubectlLine(place, 'logs', '-l', serving, '--tail=100', '--prefix')
  return [
    {
      id: 'pods',
      group,
      title: 'Pods that serve',
      command: kubectlLine(place, 'get', 'pods', '-l', serving, '-o', 'wide')
    },
    top,
    { id: 'logs', group, title: 'Their logs', command: logs }
  ]
}

const endpoint = 'az network traffic-manager endpoint'
const ofProfile = '--resource-group <group> --profile-name <profile>'

/** Which profile sends users to this cluster is not known here. */
const failoverLines: readonly Line[] = [
  {
    id: 'endpoints',
    group: 'Failover',
    title: 'Endpoints and their monitors',
    command: `${endpoint} list ${ofProfile} -o table`
  },
  {
    id: 'enable',
    group: 'Failover',
    title: 'Enable the secondary, first',
    command: `${endpoint} update ${ofProfile} --name <secondary> --type azureEndpoints --endpoint-status Enabled`
  },
  {
    id: 'disable',
    group: 'Failover',
    title: 'Disable the primary, once the other is Online',
    command: `${endpoint} update ${ofProfile} --name <primary> --type azureEndpoints --endpoint-status Disabled`
  }
]

/** The pods that serve: of the primary, where Flagger gives it labels of its own (pkg/canary/util.go makePrimaryLabels). */
export function servingSelector(facts: ServiceFacts, selector: string): string {
  const { deployment, ownership } = facts
  if (!ownership.owners.some(({ role }) => role === 'target')) return selector
  const label = ['app', 'name', 'app.kubernetes.io/name'].find(
    (key) => stringAt(deployment, 'spec', 'selector', 'matchLabels', key) !== ''
  )
  if (label === undefined || arrayAt(deployment, 'spec', 'selector', 'matchExpressions').length > 0) return selector
  return `${label}=${stringAt(deployment, 'spec', 'selector', 'matchLabels', label)}-primary`
}
