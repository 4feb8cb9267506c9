import protobuf from 'protobufjs'
import { jsonFlags, protobufRoot } from './protobuf-types.ts'

let fields: ReadonlySet<string> | undefined

/**
 * Whether JSON shows a field although it is empty: pointers and fields without `omitempty`. Types that the message
 * descriptors do not have keep everything that was written.
 */
export function keepsZero(goName: string, field: string): boolean {
  fields ??= collect()
  if (!fields.has(goName)) return true
  return fields.has(`${goName}.${field}`)
}

function collect(): ReadonlySet<string> {
  const found = new Set<string>()
  const visit = (namespace: protobuf.NamespaceBase): void => {
    for (const child of namespace.nestedArray) {
      if (child instanceof protobuf.Type) {
        found.add(child.name)
        for (const field of child.fieldsArray) if (jsonFlags(field).zero) found.add(`${child.name}.${field.name}`)
      } else if (child instanceof protobuf.Namespace) visit(child)
    }
  }
  visit(protobufRoot())
  return found
}
