import { asStored, isNewerEvents } from '../store/event-versions.ts'
import type { KindDefinition } from '../store/kind-definition.ts'
import type { Schema, SchemaSource } from '../store/schema.ts'
import { NAME } from './column.ts'
import type { Column, ColumnSpec } from './column.ts'
import { CLUSTER_COLUMNS } from './columns-cluster.ts'
import { customColumns } from './columns-custom.ts'
import { POD_COLUMNS } from './columns-pod.ts'
import { WORKLOAD_COLUMNS } from './columns-workload.ts'

const BY_KIND: Readonly<Record<string, readonly ColumnSpec[]>> = {
  ...WORKLOAD_COLUMNS,
  ...POD_COLUMNS,
  ...CLUSTER_COLUMNS
}

/** Kinds without columns of their own (kubernetes pkg/printers/internalversion; registry/rest/table.go). */
const FALLBACK: readonly ColumnSpec[] = [
  NAME,
  {
    name: 'Created At',
    type: 'date',
    doc: '.metadata.creationTimestamp',
    cell: (object) => object.metadata.creationTimestamp ?? ''
  }
]

const cache = new Map<string, readonly Column[]>()

/** The columns of a kind. */
export function columnsOf(schemas: SchemaSource, kind: KindDefinition): readonly Column[] {
  if (kind.custom) return customColumns(kind).map((spec) => complete(schemas, kind, spec))
  if (isNewerEvents(kind)) return columnsOfNewerEvents(schemas, kind)
  const key = `${kind.group}/${kind.kind}`
  const known = cache.get(key)
  if (known !== undefined) return known
  const made = (BY_KIND[key] ?? FALLBACK).map((spec) => complete(schemas, kind, spec))
  cache.set(key, made)
  return made
}

/** Upstream prints what both versions are read into, which is like core/v1. */
function columnsOfNewerEvents(schemas: SchemaSource, kind: KindDefinition): readonly Column[] {
  return columnsOf(schemas, { ...kind, group: '' }).map((column) => ({
    ...column,
    cell: (object, now) => column.cell(asStored(kind, object), now)
  }))
}

function complete(schemas: SchemaSource, kind: KindDefinition, spec: ColumnSpec): Column {
  return {
    name: spec.name,
    type: spec.type ?? 'string',
    format: spec.format ?? '',
    description: spec.doc.startsWith('.') ? documentation(schemas, kind, spec.doc.slice(1)) : spec.doc,
    priority: spec.wide === true ? 1 : 0,
    cell: spec.cell
  }
}

function documentation(schemas: SchemaSource, kind: KindDefinition, path: string): string {
  // Custom kinds have no document of their own; their metadata is documented like everybody's.
  let schema: Schema | undefined = schemas.of(kind.group, kind.version, kind.kind) ?? schemas.of('', 'v1', 'ConfigMap')
  for (const part of path.split('.')) schema = schema?.properties?.get(part)
  return schema?.description ?? ''
}
