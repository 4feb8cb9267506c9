import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import protobuf from 'protobufjs'
import type { INamespace } from 'protobufjs'
import { kubernetesResources } from '../store/resources-folder.ts'

let loaded: protobuf.Root | undefined

/** The messages of resources/kubernetes/protobuf/descriptors.json, read once. */
export function protobufRoot(): protobuf.Root {
  if (loaded !== undefined) return loaded
  const file = join(kubernetesResources(), 'protobuf', 'descriptors.json')
  loaded = protobuf.Root.fromJSON(JSON.parse(readFileSync(file, 'utf8')) as INamespace)
  loaded.resolveAll()
  return loaded
}

/** How a field appears in JSON, from its Go struct tag. */
export function jsonFlags(field: protobuf.Field): { readonly inline: boolean; readonly zero: boolean } {
  const flags: unknown = field.options?.['(json)']
  const text = typeof flags === 'string' ? flags : ''
  return { inline: text.includes('inline'), zero: text.includes('zero') }
}
