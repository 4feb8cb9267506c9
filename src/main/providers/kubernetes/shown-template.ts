import { holdsBackAnnotation, holdsBackArgument, holdsBackVariable } from '../../lib/held-back.ts'
import { isJsonObject, type JsonObject } from '../../lib/json-access.ts'
import { notShown } from '../../lib/not-shown.ts'

/** No pod template is nested deeper (kubernetes api/core/v1/types.go PodTemplateSpec). */
const maxDepth = 40

/**
 * A pod template as it may be shown and recorded: values of variables and headers, arguments and annotations that are not
 * known to be harmless are told by their length and a digest, which is the same for the same value.
 */
export function shownTemplate(template: JsonObject): JsonObject {
  const shown = shownAt(template, 0)
  return isJsonObject(shown) ? shown : {}
}

function shownAt(value: unknown, depth: number): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (depth > maxDepth) return 'nested too deeply to be shown'
  if (Array.isArray(value)) return value.map((item) => shownAt(item, depth + 1))
  const { name } = value as { readonly name?: unknown }
  return Object.fromEntries(
    Object.entries(value).map(([key, member]: [string, unknown]) => [key, shownMember(key, member, name, depth)])
  )
}

function shownMember(key: string, member: unknown, name: unknown, depth: number): unknown {
  if (key === 'value' && typeof member === 'string' && typeof name === 'string')
    return holdsBackVariable(name, member) ? notShown(member) : member
  if ((key === 'args' || key === 'command') && Array.isArray(member)) return shownArguments(member)
  if (key === 'annotations' && isJsonObject(member)) return shownAnnotations(member)
  return shownAt(member, depth + 1)
}

function shownArguments(args: readonly unknown[]): readonly unknown[] {
  return args.map((argument, index) => {
    const before = args[index - 1]
    if (typeof argument !== 'string') return argument
    return holdsBackArgument(argument, typeof before === 'string' ? before : '') ? notShown(argument) : argument
  })
}

function shownAnnotations(annotations: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(annotations).map(([key, value]) => [
      key,
      typeof value === 'string' && holdsBackAnnotation(key, value) ? notShown(value) : value
    ])
  )
}
