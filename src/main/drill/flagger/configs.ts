import { createHash } from 'node:crypto'
import type { PodSpec } from '../controllers/kube-types.ts'
import { keys } from '../controllers/kube-types.ts'
import { listOf, objectOf, textOf } from '../store/json-value.ts'
import type { KubeObject } from '../store/api-store.ts'
import { targetDeployment } from './deployments.ts'
import type { Tick } from './tick.ts'
import { ownedBy, TickError } from './tick.ts'

/** A ConfigMap or Secret that the target reads. */
export interface ConfigRef {
  /** As `status.trackedConfigs` has it: `configmap/NAME` or `secret/NAME`. */
  readonly key: string
  readonly kind: 'configmap' | 'secret'
  readonly name: string
  /** The first eight bytes of the SHA-256 of its data, in hexadecimal. */
  readonly checksum: string
  readonly object: KubeObject
}

interface Mention {
  readonly kind: 'configmap' | 'secret'
  readonly name: string
  readonly isOptional: boolean
}

/** Secrets of other types belong to service accounts (pkg/canary/config_tracker.go getRefFromSecret). */
const tracked = new Set(['Opaque', 'kubernetes.io/basic-auth', 'kubernetes.io/ssh-auth', 'kubernetes.io/tls'])

/** Where a pod names ConfigMaps and Secrets, each with the field that holds the name. */
const places = [
  { field: 'configMap', kind: 'configmap', name: 'name' },
  { field: 'secret', kind: 'secret', name: 'secretName' },
  { field: 'configMapKeyRef', kind: 'configmap', name: 'name' },
  { field: 'secretKeyRef', kind: 'secret', name: 'name' },
  { field: 'configMapRef', kind: 'configmap', name: 'name' },
  { field: 'secretRef', kind: 'secret', name: 'name' }
] as const

/**
 * Calls back for every mention in a pod, and puts back what it returns: volumes, projected sources, env and envFrom of
 * containers and init containers (pkg/canary/config_tracker.go GetTargetConfigs, ApplyPrimaryConfigs).
 */
function mapMentions(spec: PodSpec, rename: (mention: Mention) => string): PodSpec {
  const inHolder = (holder: unknown, isProjected = false): object => {
    const fields = objectOf(holder)
    const changed = places.flatMap(({ field, kind, name }) => {
      const found = fields[field]
      if (found === undefined) return []
      const own = objectOf(found)
      // A projected secret is named like a ConfigMap.
      const at = isProjected ? 'name' : name
      const mention = { kind, name: textOf(own[at]), isOptional: own['optional'] === true }
      return [[field, { ...own, [at]: rename(mention) }] as const]
    })
    return { ...fields, ...Object.fromEntries(changed) }
  }
  const inVolume = (volume: unknown): object => {
    const fields = objectOf(volume)
    const own = inHolder(volume)
    if (fields['projected'] === undefined) return own
    const projected = objectOf(fields['projected'])
    return {
      ...own,
      projected: { ...projected, sources: listOf(projected['sources']).map((one) => inHolder(one, true)) }
    }
  }
  const inContainer = (container: unknown): object => {
    const fields = objectOf(container)
    const env = listOf(fields['env']).map((one) => {
      const own = objectOf(one)
      return own['valueFrom'] === undefined ? own : { ...own, valueFrom: inHolder(own['valueFrom']) }
    })
    return {
      ...fields,
      ...(fields['env'] === undefined ? {} : { env }),
      ...(fields['envFrom'] === undefined ? {} : { envFrom: listOf(fields['envFrom']).map((one) => inHolder(one)) })
    }
  }
  const each = (field: string, map: (one: unknown) => object): object =>
    spec[field] === undefined ? {} : { [field]: listOf(spec[field]).map(map) }
  const changed = {
    ...each('volumes', inVolume),
    ...each('initContainers', inContainer),
    ...each('containers', inContainer)
  }
  return { ...spec, ...changed } as PodSpec
}

/** Go's encoding/json: sorted keys, and `< > &` escaped. */
function goText(data: unknown): string {
  if (data === undefined) return 'null'
  const sorted = Object.entries(objectOf(data)).toSorted(([a], [b]) => (a < b ? -1 : 1))
  return JSON.stringify(Object.fromEntries(sorted)).replace(
    /[<>&\u2028\u2029]/g,
    (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`
  )
}

/** Whether its owner asked for it not to be tracked. */
function isDisabled({ metadata }: KubeObject): boolean {
  return (metadata.annotations?.['flagger.app/config-tracking'] ?? '').startsWith('disable')
}

/** pkg/canary/config_tracker.go GetTargetConfigs. @throws TickError when one that is not optional is missing */
export function targetConfigs(tick: Tick): readonly ConfigRef[] {
  const mentions = new Map<string, Mention>()
  mapMentions(targetDeployment(tick).spec.template.spec, (mention) => {
    mentions.set(`${mention.kind}/${mention.name}`, mention)
    return mention.name
  })
  return [...mentions].flatMap(([key, { kind, name, isOptional }]) => {
    const object = tick.get(kind === 'secret' ? keys.secrets : keys.configMaps, name)
    if (object === undefined) {
      if (isOptional) return []
      throw new TickError(`${kind} ${name}.${tick.namespace} get query error: ${kind}s "${name}" not found`)
    }
    if (isDisabled(object) || (kind === 'secret' && !tracked.has(textOf(object['type'])))) return []
    const checksum = createHash('sha256').update(goText(object['data'])).digest('hex').slice(0, 16)
    return [{ key, kind, name, checksum, object }]
  })
}

/** config_tracker.go HasConfigChanged. */
export function haveConfigsChanged(tick: Tick, known: Readonly<Record<string, string>> | undefined): boolean {
  const configs = targetConfigs(tick)
  if (known === undefined) return configs.length > 0
  if (configs.length !== Object.keys(known).length) return true
  return configs.some(({ key, checksum }) => known[key] !== checksum)
}

/** config_tracker.go CreatePrimaryConfigs: the copies are overwritten in place, without a history. */
export function copyConfigs(tick: Tick, refs: readonly ConfigRef[]): void {
  for (const { kind, name, object } of refs) {
    const key = kind === 'secret' ? keys.secrets : keys.configMaps
    const copy = `${name}-primary`
    const before = tick.get(key, copy)
    const others = (before?.metadata.ownerReferences ?? [])
      .filter(({ kind: of, name: its }) => of !== 'Canary' || its !== tick.canary.metadata.name)
      .map((owner) => ({ ...owner, controller: false }))
    const next = {
      apiVersion: 'v1',
      kind: kind === 'secret' ? 'Secret' : 'ConfigMap',
      metadata: {
        name: copy,
        namespace: tick.namespace,
        ownerReferences: [ownedBy(tick.canary), ...others]
      },
      ...(kind === 'secret' ? { type: object['type'] } : {}),
      ...(object['data'] === undefined ? {} : { data: object['data'] })
    } as KubeObject
    if (before === undefined) tick.create(key, next)
    else tick.update(key, next)
  }
}

/** config_tracker.go ApplyPrimaryConfigs. */
export function withPrimaryConfigs(spec: PodSpec, refs: readonly ConfigRef[]): PodSpec {
  const copied = new Set(refs.map(({ key }) => key))
  return mapMentions(spec, ({ kind, name }) => (copied.has(`${kind}/${name}`) ? `${name}-primary` : name))
}
