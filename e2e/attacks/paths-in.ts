export type Path = readonly (string | number)[]

/** Every field of a value, and every one in those. */
export function pathsIn(value: unknown, before: Path = []): readonly Path[] {
  if (typeof value !== 'object' || value === null) return before.length === 0 ? [] : [before]
  const inside = Array.isArray(value) ? [...value.entries()] : Object.entries(value)
  const deeper = inside.flatMap(([key, member]: readonly [string | number, unknown]) =>
    pathsIn(member, [...before, key])
  )
  return before.length === 0 ? deeper : [before, ...deeper]
}
