import type { ColumnDefinition } from '../store/kind-definition.ts'
import type { KubeObject } from '../store/kube-object.ts'
import type { ApiContext, ResourceExchange } from './exchange.ts'
import type { ListMeta } from './list-meta.ts'
import { TransformError } from './negotiate.ts'
import { partialOf } from './partial-metadata.ts'
import { columnsOf } from './table-columns.ts'

/** metav1.Table. */
export interface Table {
  readonly kind: 'Table'
  readonly apiVersion: 'meta.k8s.io/v1'
  readonly metadata: ListMeta
  readonly columnDefinitions: readonly ColumnDefinition[] | null
  readonly rows: readonly { readonly cells: readonly unknown[]; readonly object?: unknown }[]
}

/** Objects as `kubectl get` prints them: the server decides on columns and cells. */
export function tableOf(
  context: ApiContext,
  exchange: ResourceExchange,
  objects: readonly KubeObject[],
  metadata: ListMeta
): Table {
  const columns = columnsOf(context.schemas, exchange.kind)
  const include = includedObject(exchange)
  const now = context.ports.now()
  const rows = objects.map((object) => {
    const cells = columns.map((column) => column.cell(object, now))
    if (include === 'None') return { cells, object: null }
    return { cells, object: include === 'Object' ? object : partialOf(object) }
  })
  const columnDefinitions = columns.map(({ name, type, format, description, priority }) => ({
    name,
    type,
    format,
    description,
    priority
  }))
  return { kind: 'Table', apiVersion: 'meta.k8s.io/v1', metadata, columnDefinitions, rows }
}

/** What of each object comes with its row. Throws StatusError 400 (kubernetes/apimachinery pkg/apis/meta/v1/validation). */
function includedObject({ query }: ResourceExchange): 'Metadata' | 'Object' | 'None' {
  const asked = query.get('includeObject') ?? ''
  if (asked === '') return 'Metadata'
  if (asked === 'Metadata' || asked === 'Object' || asked === 'None') return asked
  const problem = `Invalid value: ${JSON.stringify(asked)}: must be 'Metadata', 'Object', 'None', or empty`
  throw new TransformError(400, 'BadRequest', `Unable to convert to Table as requested: includeObject: ${problem}`)
}
