import { listOf, objectOf } from '../store/json-value.ts'
import type { KindDefinition } from '../store/kind-definition.ts'
import { humanAge } from './age.ts'
import { AGE, NAME } from './column.ts'
import type { ColumnSpec } from './column.ts'

/** The printer columns of a CustomResourceDefinition; Age when it names none. */
export function customColumns(kind: KindDefinition): readonly ColumnSpec[] {
  const own = kind.printerColumns ?? []
  if (own.length === 0) return [NAME, AGE]
  return [
    NAME,
    ...own.map((column): ColumnSpec => ({
      name: column.name,
      type: column.type,
      format: column.format,
      doc: column.description,
      ...(column.priority > 0 ? { wide: true as const } : {}),
      cell: (object, now) => {
        const value = simplePath(object, column.jsonPath)
        if (column.type === 'date') return value === undefined ? '<unknown>' : humanAge(value, now)
        if (value === undefined || value === null) return null
        return column.type === 'string' && typeof value === 'object' ? JSON.stringify(value) : value
      }
    }))
  ]
}

/** The JSONPath subset that printer columns use: `.a.b`, `.a[0].b` and `.a[?(@.type=="X")].b`. */
function simplePath(object: unknown, path: string): unknown {
  let value: unknown = object
  for (const match of path.matchAll(/\.([\w-]+)|\[(\d+)\]|\[\?\(@\.(\w+)==["']([^"']*)["']\)\]/g)) {
    const [, field, index, key, wanted] = match
    if (field !== undefined) value = objectOf(value)[field]
    else if (index !== undefined) value = listOf(value)[Number(index)]
    else if (key !== undefined) value = listOf(value).find((item) => objectOf(item)[key] === wanted)
  }
  return value
}
