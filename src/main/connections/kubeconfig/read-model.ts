import { isJsonObject, type JsonObject } from '../../lib/json-access.ts'
import { visibleText } from '../../lib/visible-text.ts'
import type { Cluster, Context, ExecConfig, Kubeconfig, User } from './model.ts'
import type { ParsedYaml } from './parse-yaml.ts'
import { problem } from './problem.ts'

const mostEntries = 1_000

type Path = readonly (string | number)[]

/** Typed access to one mapping of the kubeconfig; every complaint names the line. */
interface Fields {
  text(key: string): string
  flag(key: string): boolean
  list(key: string): readonly string[]
  inner(key: string): Fields | undefined
  entries(key: string): readonly Fields[]
  strings(key: string): Readonly<Record<string, readonly string[]>>
  complain(key: string, what: string, remedy: string): never
}

/**
 * The kubeconfig of one file. Unknown members are ignored, as kubectl ignores them.
 * @throws FailureError with the line for members of the wrong kind and for duplicate names
 * (kubernetes/client-go tools/clientcmd/api/v1/conversion.go refuses those too).
 */
export function readModel(parsed: ParsedYaml, file: string): Kubeconfig {
  if (parsed.value === null || parsed.value === undefined)
    return { clusters: [], users: [], contexts: [], currentContext: '' }
  if (!isJsonObject(parsed.value))
    throw problem(file, 'is not a kubeconfig: it is not a mapping.', 'Choose a kubeconfig file.')
  const root = fieldsOf(parsed, parsed.value, [])
  const kind = root.text('kind')
  if (kind !== '' && kind !== 'Config')
    root.complain('kind', `is a ${visibleText(kind, 60)}, not a kubeconfig.`, 'Choose a kubeconfig file.')
  return {
    clusters: namedEntries(root, 'clusters', 'cluster', readCluster),
    users: namedEntries(root, 'users', 'user', readUser),
    contexts: namedEntries(root, 'contexts', 'context', readContext),
    currentContext: root.text('current-context')
  }
}

function namedEntries<T>(
  root: Fields,
  plural: string,
  singular: string,
  read: (name: string, fields: Fields) => T
): readonly T[] {
  const seen = new Set<string>()
  const entries = root.entries(plural)
  if (entries.length > mostEntries)
    root.complain(plural, `has more than ${mostEntries} ${plural}.`, 'Import a kubeconfig with fewer entries.')
  return entries.flatMap((entry) => {
    const name = entry.text('name')
    if (name === '') entry.complain('name', `A ${singular} has no name.`, 'Give it a name.')
    if (name !== visibleText(name, 1_000))
      entry.complain('name', `The name "${visibleText(name)}" has invisible characters.`, 'Rename it.')
    if (seen.has(name)) entry.complain('name', `Two ${plural} are named "${name}".`, 'Rename or remove one of them.')
    seen.add(name)
    const inner = entry.inner(singular)
    return inner ? [read(name, inner)] : []
  })
}

function readCluster(name: string, fields: Fields): Cluster {
  return {
    name,
    server: fields.text('server'),
    insecure: fields.flag('insecure-skip-tls-verify'),
    ...present('caData', fields.text('certificate-authority-data')),
    ...present('caFile', fields.text('certificate-authority')),
    ...present('tlsServerName', fields.text('tls-server-name')),
    ...present('proxyUrl', fields.text('proxy-url'))
  }
}

function readUser(name: string, fields: Fields): User {
  const exec = fields.inner('exec')
  const provider = fields.inner('auth-provider')
  const impersonate = {
    user: fields.text('as'),
    uid: fields.text('as-uid'),
    groups: fields.list('as-groups'),
    extra: fields.strings('as-user-extra')
  }
  const impersonates = impersonate.user !== '' || impersonate.uid !== '' || impersonate.groups.length > 0
  return {
    name,
    ...present('certData', fields.text('client-certificate-data')),
    ...present('certFile', fields.text('client-certificate')),
    ...present('keyData', fields.text('client-key-data')),
    ...present('keyFile', fields.text('client-key')),
    ...present('token', fields.text('token')),
    ...present('tokenFile', fields.text('tokenFile')),
    ...present('username', fields.text('username')),
    ...present('password', fields.text('password')),
    ...(exec ? { exec: readExec(exec) } : {}),
    ...(provider ? { authProvider: provider.text('name') || 'unnamed' } : {}),
    ...(impersonates ? { impersonate } : {})
  }
}

function readExec(fields: Fields): ExecConfig {
  return {
    apiVersion: fields.text('apiVersion'),
    command: fields.text('command'),
    args: fields.list('args'),
    env: fields.entries('env').map((entry) => ({ name: entry.text('name'), value: entry.text('value') })),
    installHint: fields.text('installHint'),
    provideClusterInfo: fields.flag('provideClusterInfo'),
    interactiveMode: fields.text('interactiveMode')
  }
}

function readContext(name: string, fields: Fields): Context {
  return { name, cluster: fields.text('cluster'), user: fields.text('user'), namespace: fields.text('namespace') }
}

function present<K extends string>(key: K, value: string): { readonly [P in K]?: string } {
  return (value === '' ? {} : { [key]: value }) as { readonly [P in K]?: string }
}

function fieldsOf(parsed: ParsedYaml, mapping: JsonObject, path: Path): Fields {
  const complain = (key: string, what: string, remedy: string): never => {
    throw problem(parsed.place(...path, key), what, remedy)
  }
  const member = (key: string): unknown => (Object.hasOwn(mapping, key) ? (mapping[key] ?? undefined) : undefined)
  const asText = (key: string, value: unknown): string => {
    if (typeof value === 'string') return value
    if (typeof value === 'boolean') return String(value)
    return complain(key, `"${key}" is not text.`, 'Write one value there.')
  }
  const asList = (key: string): readonly unknown[] => {
    const value = member(key)
    if (value === undefined) return []
    return Array.isArray(value) ? value : complain(key, `"${key}" is not a list.`, 'Write a list there.')
  }
  const asMapping = (key: string, value: unknown, place: Path): Fields =>
    isJsonObject(value)
      ? fieldsOf(parsed, value, place)
      : complain(key, `"${key}" is not a mapping.`, 'Correct its indentation.')
  const fields: Fields = {
    complain,
    text: (key) => (member(key) === undefined ? '' : asText(key, member(key))),
    flag(key) {
      const value = member(key)
      if (value === undefined || typeof value === 'boolean') return value === true
      return complain(key, `"${key}" is neither true nor false.`, 'Write true or false.')
    },
    list: (key) => asList(key).map((item) => asText(key, item)),
    inner: (key) => (member(key) === undefined ? undefined : asMapping(key, member(key), [...path, key])),
    entries: (key) => asList(key).map((item, index) => asMapping(key, item, [...path, key, index])),
    strings(key) {
      const inner = member(key)
      if (!isJsonObject(inner)) return {}
      const nested = asMapping(key, inner, [...path, key])
      return Object.fromEntries(Object.keys(inner).map((name) => [name, nested.list(name)]))
    }
  }
  return fields
}
