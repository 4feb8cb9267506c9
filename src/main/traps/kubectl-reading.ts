import { kubectlIntended, type KubectlIntended } from './intended.ts'
import { kubectlArguments, type KubectlArguments } from './kubectl-flags.ts'
import { manifestsIn } from './manifest-text.ts'
import { patchIn } from './patch-text.ts'
import { dryRunOfOthers, isOnlyTried, isOn } from './kubectl-harmless.ts'
import { subjectsOf } from './kubectl-subjects.ts'
import type { Argument, Invocation } from './shell/invocations.ts'
import { NotUnderstood } from './shell/tokens.ts'

const reads = new Set(
  `get,describe,logs,top,explain,events,wait,diff,version,cluster-info,api-resources,api-versions,help,options,completion,\
rollout status,rollout history,auth can-i,auth whoami,config view,config current-context,config get-contexts,\
config get-clusters,config get-users,argo rollouts get,argo rollouts list,argo rollouts status,argo rollouts version`.split(
    ','
  )
)
/** Changes that a rule knows, and of which kinds. */
const changes = new Map<string, (resource: string) => boolean>([
  ['rollout undo', () => true],
  ['argo rollouts undo', () => true],
  ['argo rollouts retry', () => true],
  ['rollout pause', (resource) => resource === 'deployments'],
  ['rollout restart', (resource) => ['deployments', 'statefulsets', 'daemonsets'].includes(resource)],
  ['scale', (resource) => ['deployments', 'statefulsets'].includes(resource)],
  ['edit', () => true],
  ['patch', isJudgedByContent],
  ['apply', isJudgedByContent],
  ['create', isJudgedByContent],
  ['replace', isJudgedByContent],
  ['delete', (resource) => deletions.has(resource)]
])
const deletions = new Set(
  'canaries,pods,deployments,statefulsets,daemonsets,replicasets,namespaces,all,customresourcedefinitions'.split(',')
)
/** Of these it is known which values are a trap. */
function isJudgedByContent(resource: string): boolean {
  return ['canaries', 'virtualservices'].includes(resource)
}

/** Verbs that take whole objects. */
const ofManifests = new Set(['apply', 'create', 'replace', 'delete'])
/** Have subcommands. */
const families = new Set(['rollout', 'auth', 'config', 'argo', 'argo rollouts'])

/**
 * What a call of kubectl intends, one a named object.
 * @throws NotUnderstood where that cannot be told, and for changes that no rule is about.
 */
export function readKubectl({ argv, text, input }: Invocation): readonly KubectlIntended[] {
  const early = dryRunOfOthers(argv, text)
  if (early) return [early]
  const { positional, flags } = kubectlArguments(argv)
  const [verb, rest] = verbOf(positional)
  const isRead = reads.has(verb) || isOnlyTried(flags)
  const common = {
    verb,
    isRead,
    command: text,
    namespace: flags.get('namespace') ?? null,
    context: flags.get('context') ?? null,
    allNamespaces: isOn(flags, 'all-namespaces'),
    selector: flags.get('selector') ?? null,
    all: isOn(flags, 'all'),
    output: [flags.get('output'), flags.get('template')].filter((part) => typeof part === 'string').join(' '),
    rawPath: flags.get('raw') || null,
    orphans: flags.get('cascade') === 'orphan' || flags.get('cascade') === 'false'
  }
  const isFromInput = flags.get('filename') === '-' && ofManifests.has(verb) && !flags.has('kustomize')
  if (!isRead && isFromInput && input !== null) {
    return manifestsIn(input).map(({ resource, group, name, namespace, value }) => {
      if (changes.get(verb)?.(resource) !== true)
        throw new NotUnderstood(`no rule is about kubectl ${verb} ${resource}`)
      const patch = verb === 'delete' ? null : ({ type: 'merge', subresource: '', value } as const)
      return kubectlIntended({ ...common, resource, group, name, namespace: namespace ?? common.namespace, patch })
    })
  }
  if (!isRead && ['filename', 'kustomize', 'raw'].some((flag) => flags.has(flag))) {
    throw new NotUnderstood('what stands in the file is not known')
  }
  const subjects = subjectsOf(verb, rest)
  if (isRead) {
    const [first] = subjects
    return [kubectlIntended({ ...common, resource: first?.resource ?? '', ...first })]
  }
  if (subjects.length === 0) throw new NotUnderstood('it names nothing')
  if (verb === 'delete' && flags.has('field-selector'))
    throw new NotUnderstood('what its field selector picks is not looked at')
  const revision = numberIn(flags, 'to-revision', 'the revision')
  const replicas = verb === 'scale' ? numberIn(flags, 'replicas', 'the number of pods') : null
  if (verb === 'scale' && replicas === null) throw new NotUnderstood('the number of pods is not written')
  return subjects.map((subject) => {
    if (changes.get(verb)?.(subject.resource) !== true) {
      throw new NotUnderstood(`no rule is about kubectl ${verb} ${subject.resource}`)
    }
    return kubectlIntended({
      ...common,
      resource: subject.resource,
      group: subject.group,
      name: subject.name,
      each: subject.each || (subject.name === null && !subject.isBlank),
      revision,
      replicas,
      patch: verb === 'patch' ? patchIn(flags) : null
    })
  })
}

/** The verb with its subcommands, and what follows it. */
function verbOf(positional: readonly Argument[]): readonly [string, readonly Argument[]] {
  let verb = ''
  let length = 0
  do {
    const { text } = positional[length] ?? { text: '' }
    if (text === null || (text === '' && length < positional.length)) throw new NotUnderstood('its verb is not written')
    verb = `${verb} ${text}`.trim()
    length += 1
  } while (families.has(verb) && length < positional.length)
  if (verb === '') return ['help', []]
  if (!families.has(verb) && !reads.has(verb) && !changes.has(verb)) {
    throw new NotUnderstood(`no rule is about kubectl ${verb}`)
  }
  return [families.has(verb) ? 'help' : verb, positional.slice(length)]
}

function numberIn(flags: KubectlArguments['flags'], flag: string, what: string): number | null {
  const value = flags.get(flag)
  if (value === undefined) return null
  if (value === null || !/^\d{1,15}$/.test(value)) throw new NotUnderstood(`${what} is not written`)
  return Number(value)
}
