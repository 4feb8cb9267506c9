/**
 * The grant among values that were published, such as feeds: a failure with one may stand anywhere in them. Undefined
 * when nothing that was published offers it.
 */
export function publishedGrant(grant: string, published: readonly unknown[]): string | undefined {
  const left = [...published]
  while (left.length > 0) {
    const value = left.pop()
    if (typeof value !== 'object' || value === null) continue
    if ('grant' in value && value.grant === grant) return grant
    for (const member of Object.values(value)) if (typeof member === 'object') left.push(member)
  }
  return undefined
}
