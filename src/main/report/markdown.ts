import { visibleText } from '../lib/visible-text.ts'

/** A report leaves nothing out; only an absurd line is cut. */
const longestLine = 1_048_576

/**
 * What begins markup anywhere in a line, entities, mathematics and mentions included (CommonMark 6.1 lets a backslash take
 * it away). Parentheses and exclamation marks mean something beside a bracket only, and stay readable.
 */
const special = /[\\`*_{}[\]<>#|~&$@]/g
/** What makes a list, a rule or a heading of the line above, at the beginning of a line only. */
const leading = /^(?=[-=:+])|^(\d{1,9})(?=[.)](\s|$))/

/** Text from anywhere as Markdown that shows exactly that text: no links, no images, no HTML, one line. */
export function inline(text: string): string {
  return visibleText(text, longestLine)
    .replaceAll(special, '\\$&')
    .replace(leading, (number: string) => `${number}\\`)
    .replaceAll('://', ':\\//')
    .replaceAll(/www\./gi, (found) => `${found.slice(0, 3)}\\.`)
}

const listItem = /^(\s*)([-*+]|\d{1,3}[.)])\s+(\[[ xX]\]\s+)?(.*)$/

/** What the operator wrote: as `inline`, but lines stay lines and the items of a list stay items. */
export function ownWords(text: string): string {
  const lines = text.trim().split('\n')
  return lines
    .map((line, index) => {
      const next = lines[index + 1] ?? ''
      const goesOn = next.trim() !== '' && !listItem.test(next)
      const [, indent = '', mark = '', box = '', rest] = listItem.exec(line) ?? []
      if (rest !== undefined) {
        const item = `${indent.slice(0, 8).replaceAll('\t', '  ')}${mark} ${box}${inline(rest)}`
        // Without an empty line, what follows a list would belong to its last item.
        return goesOn ? `${item}\n` : item
      }
      const shown = inline(line)
      // Two spaces keep the end of a line, which Markdown would take for a space.
      return shown !== '' && goesOn ? `${shown}  ` : shown
    })
    .join('\n')
}

/** Text from anywhere inside a line of code, whatever backticks it has. */
export function code(text: string): string {
  const shown = visibleText(text, longestLine)
  const fence = '`'.repeat(longestRun(shown) + 1)
  const pad = shown.startsWith('`') || shown.endsWith('`') ? ' ' : ''
  return `${fence}${pad}${shown}${pad}${fence}`
}

/** A code block whose fence is longer than any run of backticks inside. */
export function fenced(text: string, language = ''): string {
  const fence = '`'.repeat(Math.max(2, longestRun(text)) + 1)
  const lines = text.split('\n').map((line) => withIndent(line))
  return [`${fence}${language}`, ...lines, fence].join('\n')
}

/** A table; cells are Markdown already. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  return [line(head), `|${'---|'.repeat(head.length)}`, ...rows.map(line)].join('\n')
}

function longestRun(text: string): number {
  return Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length))
}

/** Spaces before a line of YAML or JSON say where it belongs. */
function withIndent(line: string): string {
  const indent = /^ */.exec(line)?.[0] ?? ''
  return `${indent}${visibleText(line, longestLine)}`
}
