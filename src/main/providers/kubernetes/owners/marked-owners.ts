import type { Owner } from '../../../../contract/index.ts'
import { visibleText } from '../../../lib/visible-text.ts'
import type { KubeObject } from '../../../ports/kube.ts'
import { groupOf, ownersOf, type OwnerReference as Reference } from '../owner-reference.ts'
import { claimingKinds } from './claims.ts'
import { templateAppliers } from '../managed-fields.ts'
import { owningSystems, type OwnerMark, type OwningSystem } from './systems.ts'

type Found = Pick<Owner, 'name' | 'evidence'>

/**
 * Who else writes a Deployment, by what the object itself shows: the marks, ownerReferences and field managers of the
 * systems that are known, any other owner that it names, and any other manager that applies its template.
 */
export function markedOwners(deployment: KubeObject): readonly Owner[] {
  const known = seen.get(deployment)
  if (known !== undefined) return known
  const found = lookForOwners(deployment)
  seen.set(deployment, found)
  return found
}

/** What the server sent is never changed in place, and hundreds of services are judged at every observation. */
const seen = new WeakMap<KubeObject, readonly Owner[]>()

function lookForOwners(deployment: KubeObject): readonly Owner[] {
  const owners: Owner[] = []
  for (const row of owningSystems) {
    const found = shownBy(row, deployment, owners.length > 0)
    if (found) owners.push(ownerOf(row, found))
  }
  return [
    ...owners,
    ...otherReferences(deployment).map(referenceOwner),
    ...otherAppliers(deployment).map(applyingOwner)
  ]
}

function shownBy(row: OwningSystem, object: KubeObject, isNamed: boolean): Found | undefined {
  for (const mark of row.marks) {
    const found = mark.onlyAlone && isNamed ? undefined : markOn(mark, object)
    if (found) return found
  }
  const { ownerReferences = [], managedFields = [] } = object.metadata
  const reference = ownerReferences.find(({ apiVersion }) => row.groups?.test(groupOf(apiVersion)))
  if (reference) return { name: `${reference.kind} ${reference.name}`, evidence: evidenceOf(reference) }
  const manager = managedFields.map(({ manager: name = '' }) => name).find((name) => row.managers?.test(name))
  return manager === undefined ? undefined : { name: row.unnamed(object), evidence: `managedFields: ${manager}` }
}

function markOn({ on, key, name }: OwnerMark, object: KubeObject): Found | undefined {
  for (const [found, value] of Object.entries(object.metadata[on] ?? {})) {
    const named = (typeof key === 'string' ? found === key : key.test(found)) ? name(value, object) : null
    if (named !== null) return { name: named, evidence: `${on === 'labels' ? 'label' : 'annotation'} ${found}` }
  }
  return undefined
}

/** ownerReferences of no system that is known, controllers first; Flagger's Canaries are looked at elsewhere. */
function otherReferences({ metadata }: KubeObject): readonly Reference[] {
  const canaries = ownersOf(metadata, claimingKinds.canaries.group, 'Canary')
  return (metadata.ownerReferences ?? [])
    .filter(
      (reference) =>
        !canaries.includes(reference) &&
        !owningSystems.some(({ groups }) => groups?.test(groupOf(reference.apiVersion)))
    )
    .toSorted((a, b) => Number(b.controller === true) - Number(a.controller === true))
}

function referenceOwner(reference: Reference): Owner {
  return ownerOf(
    {
      system: 'controller',
      effect:
        reference.controller === true
          ? 'Its controller writes this Deployment and may revert a manual change at any time.'
          : 'It is named as an owner of this Deployment; what made the Deployment for it may write it again at any time.',
      role: 'controller',
      source: 'kubernetes/apimachinery pkg/apis/meta/v1/controller_ref.go GetControllerOf'
    },
    { name: `${reference.kind} ${reference.name}`, evidence: evidenceOf(reference) }
  )
}

/** Managers that apply the template and are none of a system that is known. */
function otherAppliers(deployment: KubeObject): readonly string[] {
  return templateAppliers(deployment).filter(
    (manager) => !owningSystems.some(({ managers }) => managers?.test(manager))
  )
}

function applyingOwner(manager: string): Owner {
  return ownerOf(
    {
      system: 'controller',
      effect: 'It applies the pod template, and puts its fields back with its next apply.',
      role: 'controller',
      source: 'kubernetes/apimachinery pkg/util/managedfields; kubernetes.io/docs/reference/using-api/server-side-apply'
    },
    { name: `Field manager ${manager}`, evidence: `managedFields: ${manager}, Apply` }
  )
}

function ownerOf(row: Pick<Owner, 'system' | 'effect' | 'role' | 'source'>, found: Found): Owner {
  const { system, effect, role, source } = row
  return {
    system,
    effect,
    role,
    source,
    name: visibleText(found.name, 320),
    evidence: visibleText(found.evidence, 300)
  }
}

function evidenceOf({ apiVersion }: Reference): string {
  return `metadata.ownerReferences: ${apiVersion}`
}
