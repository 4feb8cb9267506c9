/** A part of a label selector that some labels do not meet. */
export interface Unmet {
  readonly key: string
  readonly text: string
}

/** Longer ones are not read. */
const longest = 1_000

const requirement =
  /^\s*(?:(?<not>!)?\s*(?<lone>[\w./-]+)|(?<key>[\w./-]+)\s*(?<operator>==?|!=)\s*(?<value>[\w.-]*)|(?<set>[\w./-]+)\s+(?<how>in|notin)\s*\((?<values>[^()]*)\))\s*$/

/**
 * The first part of a selector that labels do not meet; null when they meet it, or when it cannot be read
 * (kubernetes/apimachinery pkg/labels/selector.go Parse, Requirement.Matches).
 */
export function unmetBy(selector: string, labels: Readonly<Record<string, string>>): Unmet | null {
  if (selector.length > longest) return null
  for (const text of selector.split(/,(?![^(]*\))/)) {
    const groups = requirement.exec(text)?.groups
    if (!groups) return null
    const key = groups['lone'] ?? groups['key'] ?? groups['set'] ?? ''
    if (!isMet(groups, Object.hasOwn(labels, key) ? labels[key] : undefined)) return { key, text: text.trim() }
  }
  return null
}

function isMet(groups: Readonly<Record<string, string | undefined>>, has: string | undefined): boolean {
  const { not, lone, operator, value, how, values = '' } = groups
  if (lone !== undefined) return (has !== undefined) === (not === undefined)
  if (operator !== undefined) return operator === '!=' ? has !== value : has === value
  const isListed = has !== undefined && values.split(',').some((one) => one.trim() === has)
  return how === 'in' ? isListed : !isListed
}
