import { arrayAt, isJsonObject, stringAt } from '../lib/json-access.ts'
import { resourceNamed } from './resource-names.ts'
import { NotUnderstood } from './shell/tokens.ts'
import { yamlValues } from './yaml-values.ts'

/** One object that a manifest holds. */
export interface ManifestText {
  readonly resource: string
  readonly group: string
  readonly name: string
  /** Null for the one of the command. */
  readonly namespace: string | null
  readonly value: unknown
}

const mostObjects = 200

/**
 * The objects of a manifest, as kubectl takes it: documents of YAML or JSON, lists of objects
 * (kubernetes/cli-runtime pkg/resource/visitor.go StreamVisitor).
 * @throws NotUnderstood when it is none, or one of its objects says not what it is.
 */
export function manifestsIn(text: string): readonly ManifestText[] {
  const objects = yamlValues(text, 'the manifest')
    .filter((value) => value !== null)
    .flatMap((value) => (stringAt(value, 'kind') === 'List' ? arrayAt(value, 'items') : [value]))
  if (objects.length === 0) throw new NotUnderstood('the manifest is empty')
  if (objects.length > mostObjects) throw new NotUnderstood('the manifest has too many objects')
  return objects.map(manifestOf)
}

function manifestOf(value: unknown): ManifestText {
  const kind = stringAt(value, 'kind')
  const name = stringAt(value, 'metadata', 'name')
  if (!isJsonObject(value) || kind === '' || name === '')
    throw new NotUnderstood('the manifest does not say what it is of')
  const apiVersion = stringAt(value, 'apiVersion')
  const group = apiVersion.includes('/') ? (apiVersion.split('/')[0] ?? '') : ''
  return {
    resource: resourceNamed(kind).resource,
    group,
    name,
    namespace: stringAt(value, 'metadata', 'namespace') || null,
    value
  }
}
