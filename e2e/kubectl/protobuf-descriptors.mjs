// Renews resources/kubernetes/protobuf/descriptors.json from the k8s.io/api and k8s.io/apimachinery Go modules:
//   node e2e/kubectl/protobuf-descriptors.mjs
// The .proto files say how messages look on the wire; the tags in types.go say how fields appear in JSON (inlined,
// kept when zero), which protobuf alone does not carry.
import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import protobuf from 'protobufjs'

const MODULES = {
  api: ['k8s.io/api', 'v0.36.3'],
  apimachinery: ['k8s.io/apimachinery', 'v0.36.3']
}
/** @type {readonly (readonly [keyof typeof MODULES, string])[]} */
const PACKAGES = [
  ['api', 'core/v1'],
  ['api', 'apps/v1'],
  ['api', 'authentication/v1'],
  ['api', 'authorization/v1'],
  ['api', 'autoscaling/v1'],
  ['api', 'coordination/v1'],
  ['api', 'events/v1'],
  ['apimachinery', 'pkg/apis/meta/v1'],
  ['apimachinery', 'pkg/api/resource'],
  ['apimachinery', 'pkg/runtime'],
  ['apimachinery', 'pkg/util/intstr']
]
const ROOTS = [
  ...['ConfigMap', 'Endpoints', 'Event', 'Namespace', 'Node', 'Pod', 'Secret', 'Service'].map(
    (kind) => `k8s.io.api.core.v1.${kind}`
  ),
  'k8s.io.api.apps.v1.Deployment',
  'k8s.io.api.apps.v1.ReplicaSet',
  'k8s.io.api.authentication.v1.SelfSubjectReview',
  'k8s.io.api.authorization.v1.SelfSubjectAccessReview',
  'k8s.io.api.authorization.v1.SelfSubjectRulesReview',
  'k8s.io.api.autoscaling.v1.Scale',
  'k8s.io.api.coordination.v1.Lease',
  'k8s.io.api.events.v1.Event',
  'k8s.io.apimachinery.pkg.apis.meta.v1.DeleteOptions',
  'k8s.io.apimachinery.pkg.runtime.Unknown'
]

/**
 * @param {readonly string[]} module its path and version
 * @returns {string}
 */
function folderOf([path, version]) {
  const answer = execFileSync('go', ['mod', 'download', '-json', `${path}@${version}`], { encoding: 'utf8' })
  return JSON.parse(answer).Dir
}

const folders = { api: folderOf(MODULES.api), apimachinery: folderOf(MODULES.apimachinery) }

const root = new protobuf.Root()
/** @type {Map<string, { json: string, type: string }>} */
const tags = new Map()
for (const [module, folder] of PACKAGES) {
  const proto = readFileSync(join(folders[module], folder, 'generated.proto'), 'utf8')
  protobuf.parse(proto, root, { keepCase: true })
  const packageName = `k8s.io.${module}.${folder.replaceAll('/', '.')}`
  const source = readdirSync(join(folders[module], folder))
    .filter((name) => name.endsWith('.go') && !name.endsWith('_test.go') && name !== 'generated.pb.go')
    .map((name) => readFileSync(join(folders[module], folder, name), 'utf8'))
    .join('\n')
  for (const [, name, body = ''] of source.matchAll(/^type (\w+) struct \{\n(.*?)^\}/gms)) {
    for (const [, type = '', tag = ''] of body.matchAll(/^\t(?:\w+\s+)?(\S+)\s+`([^`]*)`/gm)) {
      const json = /json:"([^"]*)"/.exec(tag)?.[1]
      const field = /protobuf:"[^"]*name=(\w+)/.exec(tag)?.[1] ?? /protobuf:"[^"]*"/.exec(tag)?.[0]
      if (json !== undefined && field !== undefined) tags.set(`${packageName}.${name}.${field}`, { json, type })
    }
  }
}
root.resolveAll()

/** @type {Set<string>} */
const kept = new Set()
const visit = (/** @type {protobuf.Type} */ type) => {
  if (kept.has(type.fullName)) return
  kept.add(type.fullName)
  for (const field of type.fieldsArray) if (field.resolvedType instanceof protobuf.Type) visit(field.resolvedType)
}
for (const name of ROOTS) visit(root.lookupType(name))

/**
 * @typedef {{ nested?: Record<string, Described>, fields?: Record<string, unknown> }} Described
 */

/** @type {Record<string, Described>} */
const messages = {}
for (const fullName of [...kept].sort()) {
  const type = root.lookupType(fullName)
  const name = fullName.slice(1)
  /** @type {Record<string, unknown>} */
  const fields = {}
  for (const field of type.fieldsArray) {
    const tag = tags.get(`${name}.${field.name}`)
    const flags = []
    if (tag?.json.includes('inline')) flags.push('inline')
    else if (tag !== undefined && (tag.type.startsWith('*') || !tag.json.includes('omitempty'))) flags.push('zero')
    fields[field.name] = {
      ...(field instanceof protobuf.MapField ? { keyType: field.keyType } : {}),
      ...(field.repeated ? { rule: 'repeated' } : {}),
      type: field.resolvedType === null ? field.type : field.resolvedType.fullName.slice(1),
      id: field.id,
      ...(flags.length === 0 ? {} : { options: { '(json)': flags.join(',') } })
    }
  }
  let parent = messages
  const path = name.split('.')
  for (const part of path.slice(0, -1)) {
    const described = (parent[part] ??= {})
    parent = described.nested ??= {}
  }
  parent[path.at(-1) ?? ''] = { fields }
}
const file = join(import.meta.dirname, '../../resources/kubernetes/protobuf/descriptors.json')
writeFileSync(file, `${JSON.stringify({ nested: messages })}\n`)
console.log(`${kept.size} messages in ${file}`)
