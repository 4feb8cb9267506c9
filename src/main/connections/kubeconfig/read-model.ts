import { FailureError } from '../../../contract/index.ts'
import { isJsonObject } from '../../lib/json-access.ts'
import { visibleText } from '../../lib/visible-text.ts'
import { fieldsAt, type Fields } from './mapping-fields.ts'
import type { Cluster, Context, Kubeconfig } from './model.ts'
import { execExtension, ownExtensions, type Origin } from './own-extensions.ts'
import type { ParsedYaml } from './parse-yaml.ts'
import { problem } from './problem.ts'
import { readUser } from './read-user.ts'

const mostEntries = 1_000
const none: Kubeconfig = { clusters: [], users: [], contexts: [], currentContext: '', notices: [] }

/**
 * The kubeconfig of one file. Unknown members are ignored, as kubectl ignores them. An entry that cannot be read, or
 * that stands twice, keeps its name and the reason with the line, so that the others can be used.
 * @throws FailureError with the line when the whole is no kubeconfig.
 */
export function readModel(parsed: ParsedYaml, file: string, origin: Origin): Kubeconfig {
  const notices = parsed.more
    ? [`${file} holds several YAML documents. The first one is used, as kubectl does; the others are not read.`]
    : []
  if (parsed.value === null || parsed.value === undefined) return { ...none, notices }
  if (!isJsonObject(parsed.value))
    throw problem(
      file,
      `is not a kubeconfig: it is ${Array.isArray(parsed.value) ? 'a list' : 'plain text'}.`,
      'Choose a kubeconfig file, which begins with "apiVersion: v1" and "kind: Config".'
    )
  const root = fieldsAt(parsed, parsed.value, [])
  const kind = root.text('kind')
  if (kind !== '' && kind !== 'Config')
    root.complain('kind', `is a ${visibleText(kind, 60)}, not a kubeconfig.`, 'Choose a kubeconfig file.')
  const read = { root, origin, notices }
  return {
    clusters: namedEntries(read, 'clusters', 'cluster', readCluster, { server: '', insecure: false }),
    users: namedEntries(read, 'users', 'user', readUser, {}),
    contexts: namedEntries(read, 'contexts', 'context', readContext, { cluster: '', user: '', namespace: '' }),
    currentContext: root.text('current-context'),
    notices
  }
}

interface Reading {
  readonly root: Fields
  readonly origin: Origin
  readonly notices: string[]
}

type Entry = { readonly name: string; readonly problem?: string }

/**
 * The entries of one kind. Names that stand twice are refused upstream too
 * (kubernetes/client-go tools/clientcmd/api/v1/conversion.go), but for the whole file.
 * @param empty what an entry has of which nothing can be read
 */
function namedEntries<T extends object>(
  { root, origin, notices }: Reading,
  plural: string,
  singular: string,
  read: (fields: Fields, origin: Origin) => T,
  empty: T
): readonly (T & Entry)[] {
  const count = root.count(plural)
  if (count > mostEntries)
    root.complain(plural, `has more than ${mostEntries} ${plural}.`, 'Import a kubeconfig with fewer entries.')
  const byName = new Map<string, T & Entry>()
  for (let index = 0; index < count; index += 1) {
    const [entry, unreadable] = attempt(() => root.entry(plural, index))
    const [name = '', misnamed] = entry ? attempt(() => entry.text('name')) : []
    if (!entry || name === '') {
      notices.push(
        `${unreadable ?? misnamed ?? `${root.place(plural, index)}: A ${singular} has no name.`} It is left out.`
      )
      continue
    }
    if (byName.has(name)) {
      const why = `${root.place(plural, index)}: Two ${plural} are named "${visibleText(name, 200)}". Rename or remove one of them.`
      byName.set(name, { ...empty, name, problem: why })
      continue
    }
    const [inner, why] = attempt(() => {
      const fields = entry.inner(singular)
      return { value: fields ? read(fields, origin) : empty, before: fields ? ownProblem(fields, origin) : undefined }
    })
    const hidden =
      name === visibleText(name, 1_000)
        ? undefined
        : `${root.place(plural, index)}: The name "${visibleText(name, 200)}" has invisible characters. Rename it.`
    const wrong = inner?.before ?? why ?? hidden
    byName.set(name, { ...(inner?.value ?? empty), name, ...(wrong === undefined ? {} : { problem: wrong }) })
  }
  return [...byName.values()]
}

function ownProblem(fields: Fields, origin: Origin): string | undefined {
  const told = origin === 'stored' ? fields.extension(ownExtensions.problem) : undefined
  return typeof told === 'string' ? told : undefined
}

/** What was read, or the complaint with its place and its way out. */
function attempt<T>(read: () => T): readonly [value: T | undefined, why?: string] {
  try {
    return [read()]
  } catch (error) {
    if (!(error instanceof FailureError)) throw error
    const { message, remedy } = error.failure
    return [undefined, remedy === undefined ? message : `${message} ${remedy}`]
  }
}

function readCluster(fields: Fields): Omit<Cluster, 'name'> {
  const config = fields.extensionJson(execExtension)
  return {
    server: fields.text('server'),
    insecure: fields.flag('insecure-skip-tls-verify'),
    ...fields.present('caData', 'certificate-authority-data'),
    ...fields.present('caFile', 'certificate-authority'),
    ...fields.present('tlsServerName', 'tls-server-name'),
    ...fields.present('proxyUrl', 'proxy-url'),
    ...(fields.flag('disable-compression') ? { disableCompression: true } : {}),
    ...(config === undefined ? {} : { execConfig: config })
  }
}

function readContext(fields: Fields): Omit<Context, 'name'> {
  return { cluster: fields.text('cluster'), user: fields.text('user'), namespace: fields.text('namespace') }
}
