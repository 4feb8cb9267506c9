import { isDeepStrictEqual } from 'node:util'
import type { ContainerImage } from '../../../contract/index.ts'
import {
  arrayAt,
  at,
  isJsonObject,
  numberAt,
  objectAt,
  stringAt,
  stringsAt,
  type JsonObject
} from '../../lib/json-access.ts'
import { visibleText } from '../../lib/visible-text.ts'

/** The image of each container of a pod template, init containers first. */
export function imagesOf(template: unknown): readonly ContainerImage[] {
  return containersOf(template).map((container) => ({
    container: visibleText(stringAt(container, 'name'), 100),
    image: visibleText(stringAt(container, 'image'), 500)
  }))
}

function containersOf(template: unknown): readonly JsonObject[] {
  return [...arrayAt(template, 'spec', 'initContainers'), ...arrayAt(template, 'spec', 'containers')].filter(
    isJsonObject
  )
}

const mostLines = 12

/**
 * What another pod template has that differs from the current one, one short line each:
 * `image api: registry/api:1.4 → registry/api:1.5`. Values of variables are not shown; they may be secret.
 */
export function templateDifferences(other: unknown, current: unknown): readonly string[] {
  const lines = [
    ...containerDifferences(other, current),
    ...metadataDifferences(other, current),
    ...specDifferences(other, current)
  ]
  const shown = lines.slice(0, mostLines).map((line) => visibleText(line, 300))
  return lines.length > mostLines ? [...shown, `and ${lines.length - mostLines} more`] : shown
}

function containerDifferences(other: unknown, current: unknown): readonly string[] {
  const [theirs, ours] = [byName(containersOf(other)), byName(containersOf(current))]
  return [...new Set([...theirs.keys(), ...ours.keys()])].flatMap((name) => {
    const [there, here] = [theirs.get(name), ours.get(name)]
    if (!there) return [`container ${name}: not there`]
    if (!here) return [`container ${name}: only there`]
    return oneContainer(name, there, here)
  })
}

function oneContainer(name: string, there: JsonObject, here: JsonObject): readonly string[] {
  const lines: string[] = []
  if (there['image'] !== here['image']) lines.push(`image ${name}: ${stringAt(there, 'image')}`)
  const [theirEnv, ourEnv] = [
    byName(arrayAt(there, 'env').filter(isJsonObject)),
    byName(arrayAt(here, 'env').filter(isJsonObject))
  ]
  for (const variable of new Set([...theirEnv.keys(), ...ourEnv.keys()])) {
    const [a, b] = [theirEnv.get(variable), ourEnv.get(variable)]
    if (!a) lines.push(`env ${name} ${variable}: not set`)
    else if (!b) lines.push(`env ${name} ${variable}: set`)
    else if (!isDeepStrictEqual(a, b)) lines.push(`env ${name} ${variable}: another value`)
  }
  for (const kind of ['requests', 'limits']) {
    const [a, b] = [stringsAt(there, 'resources', kind), stringsAt(here, 'resources', kind)]
    for (const resource of new Set([...Object.keys(a), ...Object.keys(b)]))
      if (a[resource] !== b[resource]) lines.push(`${kind} ${name} ${resource}: ${a[resource] ?? 'none'}`)
  }
  const known = new Set(['image', 'env', 'resources', 'name'])
  for (const field of differingKeys(there, here)) if (!known.has(field)) lines.push(`${field} of ${name} differs`)
  return lines
}

function metadataDifferences(other: unknown, current: unknown): readonly string[] {
  return (['labels', 'annotations'] as const).flatMap((kind) => {
    const [a, b] = [stringsAt(other, 'metadata', kind), stringsAt(current, 'metadata', kind)]
    return [...new Set([...Object.keys(a), ...Object.keys(b)])]
      .filter((key) => key !== 'pod-template-hash' && a[key] !== b[key])
      .map((key) => `${kind.slice(0, -1)} ${key}: ${a[key] ?? 'none'}`)
  })
}

function specDifferences(other: unknown, current: unknown): readonly string[] {
  const [there, here] = [objectAt(other, 'spec'), objectAt(current, 'spec')]
  return differingKeys(there, here)
    .filter((field) => field !== 'containers' && field !== 'initContainers')
    .map((field) => {
      const value = stringAt(other, 'spec', field) || numberAt(other, 'spec', field)?.toString() || ''
      return value === '' ? `${field} differs` : `${field}: ${value}`
    })
}

function differingKeys(a: JsonObject, b: JsonObject): readonly string[] {
  return [...new Set([...Object.keys(a), ...Object.keys(b)])].filter(
    (key) => !isDeepStrictEqual(at(a, key) ?? null, at(b, key) ?? null)
  )
}

function byName(things: readonly JsonObject[]): ReadonlyMap<string, JsonObject> {
  return new Map(things.map((thing) => [stringAt(thing, 'name'), thing]))
}
