import { objectOf } from './json-value.ts'
import type { JsonObject } from './json-value.ts'
import { apiVersionOf } from './kube-object.ts'
import type { KubeObject, ResourceKey } from './kube-object.ts'

/** Where the events of both APIs are kept, as core/v1. */
const CORE_EVENTS: ResourceKey = { group: '', version: 'v1', resource: 'events' }

/** Whether a resource is the newer API of events. */
export function isNewerEvents(key: { readonly group: string; readonly resource: string }): boolean {
  return key.group === 'events.k8s.io' && key.resource === 'events'
}

/** The resource under which the objects of another are kept; for all but one it is that resource. */
export function storageOf(key: ResourceKey): ResourceKey {
  return isNewerEvents(key) ? CORE_EVENTS : key
}

/** Fields of core/v1 by what events.k8s.io/v1 calls them (kubernetes pkg/apis/events/v1/conversion.go). */
const CORE_NAMES: Readonly<Record<string, string>> = {
  regarding: 'involvedObject',
  note: 'message',
  deprecatedSource: 'source',
  deprecatedFirstTimestamp: 'firstTimestamp',
  deprecatedLastTimestamp: 'lastTimestamp',
  deprecatedCount: 'count',
  reportingController: 'reportingComponent'
}

const NEWER_NAMES = Object.fromEntries(Object.entries(CORE_NAMES).map(([newer, core]) => [core, newer]))

/** Fields that core/v1 shows even when they are empty, and events.k8s.io/v1 does not. */
const EMPTY_IN_CORE: JsonObject = { reportingComponent: '', reportingInstance: '' }

/**
 * A stored object as a resource shows it. Versions of a custom resource differ in nothing but their name (apiextensions/v1
 * CustomResourceConversion, strategy None).
 */
export function asShown(key: ResourceKey, stored: KubeObject): KubeObject {
  if (!isNewerEvents(key)) return inVersion(key, stored)
  const { apiVersion: _apiVersion, kind, metadata, ...rest } = stored
  const fields = Object.entries(rest).filter(([name, value]) => !(name in EMPTY_IN_CORE && value === ''))
  return { kind, apiVersion: 'events.k8s.io/v1', metadata, ...renamed(fields, NEWER_NAMES) }
}

function inVersion(key: ResourceKey, stored: KubeObject): KubeObject {
  const wanted = apiVersionOf(key)
  return stored.apiVersion === wanted ? stored : Object.freeze({ ...stored, apiVersion: wanted })
}

/** An object of a resource as it is stored. */
export function asStored(key: ResourceKey, object: KubeObject): KubeObject {
  if (!isNewerEvents(key)) return object
  const { apiVersion: _apiVersion, kind, metadata, ...rest } = object
  const fields = Object.entries(objectOf(rest))
  return { kind, apiVersion: 'v1', metadata, ...EMPTY_IN_CORE, ...renamed(fields, CORE_NAMES) }
}

function renamed(fields: readonly (readonly [string, unknown])[], names: Readonly<Record<string, string>>): JsonObject {
  return Object.fromEntries(fields.map(([name, value]) => [names[name] ?? name, value]))
}
