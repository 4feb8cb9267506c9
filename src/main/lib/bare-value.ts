/** What ends a value that stands without quotes. */
export interface Stop {
  /** `word`: white space, a semicolon; `list`: a semicolon; `line`: the end of the line. */
  readonly kind: 'word' | 'list' | 'line'
  /** A quote that was opened before the name; empty for none. */
  readonly quote: string
  /** In braces, where a comma and a brace end it. */
  readonly isFlow: boolean
}

/** The next pair of a query, or of a list with commas. */
const nextPair = /[\w.%-]{1,64}=/y
const goEscape = /u00(?:26|3[ce])/iy
/** More words up to a semicolon that another pair of a connection string follows. */
const moreWords = /(?:[ \t]+[^\s;="'\\]+){1,6}(?=;\s{0,4}[A-Za-z][\w ]{0,40}=)/y

/**
 * Where a value ends that stands without quotes, in text that may itself be a string of JSON: never inside an escape, and
 * never after a quote. Takes time in proportion to the value.
 */
export function bareEnd(text: string, from: number, stop: Stop): number {
  let index = from
  while (index < text.length) {
    const char = text.charAt(index)
    if (char === '\\') {
      const next = afterEscape(text, index, stop)
      if (next === index) break
      index = next
    } else if (isEnd(text, index, char, stop)) break
    else index += 1
  }
  if (stop.kind === 'word' && text.charAt(index) === ' ') {
    moreWords.lastIndex = index
    index += moreWords.exec(text)?.[0].length ?? 0
  }
  return withoutBrackets(text, from, index)
}

function isEnd(text: string, index: number, char: string, stop: Stop): boolean {
  if (char === '"' || char === '\n' || char === '\r' || (stop.quote !== '' && char === stop.quote)) return true
  if (stop.kind === 'line') return stop.isFlow && (char === ',' || char === '}')
  if (char === ';') return true
  if (stop.kind === 'list') return false
  if (char === '&' || char === ',')
    return (char === ',' && /^[\s,]?$/.test(text.charAt(index + 1))) || isPair(text, index + 1)
  return char === "'" || char === '`' || /\s/.test(char)
}

function isPair(text: string, index: number): boolean {
  nextPair.lastIndex = index
  return nextPair.test(text)
}

/** Behind an escape that belongs to the value, or at it when it ends the value. */
function afterEscape(text: string, index: number, stop: Stop): number {
  let next = index
  while (text.charAt(next) === '\\') next += 1
  const char = text.charAt(next)
  if (char === '' || '"nrt'.includes(char)) return index
  goEscape.lastIndex = next
  if (!goEscape.test(text)) return next + 1
  const isAmpersand = text.startsWith('26', next + 3)
  return isAmpersand && stop.kind === 'word' && isPair(text, next + 5) ? index : next + 5
}

/** Brackets that close something around the value, where none was opened in it. */
function withoutBrackets(text: string, from: number, to: number): number {
  let end = to
  while (end > from + 1 && ')]}'.includes(text.charAt(end - 1))) end -= 1
  return end === to || /[([{]/.test(text.slice(from, end)) ? to : end
}
