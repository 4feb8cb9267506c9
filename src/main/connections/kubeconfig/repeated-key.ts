/** A member that stands twice in one object of JSON, and where. */
export interface RepeatedKey {
  readonly key: string
  /** From 1. */
  readonly line: number
}

const escapedQuote = /["\\]/g

/**
 * The first member that stands twice in one object: `JSON.parse` takes the last one without a word, and another program
 * may take the first. Takes time in proportion to the text.
 * @param json text that `JSON.parse` takes
 */
export function repeatedKey(json: string): RepeatedKey | undefined {
  /** The members of each open object; null for a list. */
  const open: (Set<string> | null)[] = []
  for (let at = 0; at < json.length; at += 1) {
    const char = json.charAt(at)
    if (char === '{') open.push(new Set())
    else if (char === '[') open.push(null)
    else if (char === '}' || char === ']') open.pop()
    else if (char === '"') {
      const end = endOf(json, at)
      const members = open.at(-1)
      if (members && isKey(json, end)) {
        const key = JSON.parse(json.slice(at, end)) as string
        if (members.has(key)) return { key, line: lineOf(json, at) }
        members.add(key)
      }
      at = end - 1
    }
  }
  return undefined
}

/** Behind the closing quote of the string that begins at `from`. */
function endOf(json: string, from: number): number {
  escapedQuote.lastIndex = from + 1
  for (let found = escapedQuote.exec(json); found; found = escapedQuote.exec(json)) {
    if (found[0] === '"') return escapedQuote.lastIndex
    escapedQuote.lastIndex += 1
  }
  return json.length
}

function isKey(json: string, end: number): boolean {
  let at = end
  while (' \t\r\n'.includes(json.charAt(at)) && at < json.length) at += 1
  return json.charAt(at) === ':'
}

function lineOf(json: string, at: number): number {
  let line = 1
  for (let index = json.indexOf('\n'); index !== -1 && index < at; index = json.indexOf('\n', index + 1)) line += 1
  return line
}
