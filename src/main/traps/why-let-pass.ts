import { serviceCanary, canaryIsOnTrial, type ServiceFacts } from './rule-facts.ts'
import { arrayAt, at, isJsonObject } from '../lib/json-access.ts'
import type { Intended, KubectlIntended } from './intended.ts'

const mostSaid = 8

/** What each command would do, one sentence each, for text in which no trap was found. */
export function whyLetPass(intended: readonly Intended[], facts: ServiceFacts): readonly string[] {
  const sentences = [...new Set([...intended.map(sentenceOf), ...cautions(intended, facts)])]
  if (sentences.length === 0) return ['Nothing in it reaches the cluster.']
  const rest = sentences.length - mostSaid
  return rest > 0 ? [...sentences.slice(0, mostSaid), `And ${rest} more of the kind.`] : sentences
}

/** What holds for a change that is right all the same. */
function cautions(intended: readonly Intended[], facts: ServiceFacts): readonly string[] {
  const changes = intended.filter(({ isRead }) => !isRead)
  const kubectl = changes.flatMap((one) => (one.tool === 'kubectl' ? [one] : []))
  const toRoutes = kubectl.some(({ resource }) => resource === 'virtualservices')
  const canary = serviceCanary(facts)
  return [
    ...(toRoutes ? ['Weights are a wish until the mesh has them: only observed traffic proves it.'] : []),
    ...(toRoutes && canaryIsOnTrial(canary)
      ? [`Flagger moves them again at a check that passes: suspend Canary ${canary?.metadata.name ?? ''} first.`]
      : []),
    ...(changes.some(({ verb }) => verb === 'suspend')
      ? ['It has to be resumed afterwards, once Git is reverted.']
      : []),
    ...(changes.some(({ verb }) => verb === 'app set')
      ? [
          'Its policy has to be set again afterwards, once Git is reverted; who writes the Application may set it before.'
        ]
      : []),
    ...(kubectl.some(({ context }) => context === null)
      ? ['Without --context it goes wherever kubectl points to.']
      : [])
  ]
}

function sentenceOf(intended: Intended): string {
  if (intended.isRead) return `${callOf(intended)} changes nothing.`
  if (intended.tool === 'argocd' && intended.verb === 'app set')
    return `Argo CD syncs Application ${intended.name} by itself no more, and puts nothing back; whoever syncs by hand still does.`
  if (intended.tool !== 'kubectl') return `${callOf(intended)} is not one of the traps.`
  return changeOf(intended)
}

function callOf(intended: Intended): string {
  if (intended.tool === 'dns') return `${intended.verb} ${intended.name}`
  if (intended.tool !== 'kubectl') return `${intended.tool} ${intended.verb}`.trim()
  return ['kubectl', intended.verb, intended.rawPath ?? objectOf(intended)].filter((part) => part !== '').join(' ')
}

function changeOf(intended: KubectlIntended): string {
  const { verb, revision } = intended
  const of = objectOf(intended)
  if (verb === 'rollout undo' || verb === 'argo rollouts undo')
    return revision ? `It goes back to revision ${revision} of ${of}, whatever came after it.` : `It undoes ${of}.`
  if (verb === 'delete' && intended.resource === 'pods')
    return `Its controller makes pod ${intended.name ?? ''} again, under another name where it is no StatefulSet; the other pods serve meanwhile, and its log goes with it.`
  if (verb === 'scale') return `It asks for ${intended.replicas ?? 0} pods of ${of}.`
  const paths = pathsOf(intended)
  return paths.length > 0 ? `It sets ${paths.join(', ')} of ${of}.` : `${callOf(intended)} is not one of the traps.`
}

function objectOf({ resource, name, each }: KubectlIntended): string {
  if (name !== null) return resource === '' ? name : `${resource} ${name}`
  return each && resource !== '' ? `all ${resource}` : resource
}

/** What a patch writes; `test` operations write nothing. */
function pathsOf({ patch }: KubectlIntended): readonly string[] {
  if (patch === null) return []
  const paths =
    patch.type === 'json' ? operations(patch.value) : Object.keys(Object(patch.value)).flatMap(under(patch.value))
  return paths.slice(0, 6)
}

function operations(value: unknown): readonly string[] {
  return (Array.isArray(value) ? value : []).filter(isJsonObject).flatMap(({ op, path, value: to }) => {
    if (op === 'test' || typeof path !== 'string') return []
    const shown = typeof to === 'number' || typeof to === 'boolean' ? ` to ${to}` : ''
    return [`${path}${shown}`]
  })
}

function under(value: unknown): (key: string) => readonly string[] {
  return (key) => {
    const inner = at(value, key)
    if (!isJsonObject(inner)) return arrayAt(value, key).length > 0 ? [key] : [`${key}`]
    return Object.entries(inner).map(([name, to]) =>
      typeof to === 'number' || typeof to === 'boolean' ? `${key}.${name} to ${to}` : `${key}.${name}`
    )
  }
}
