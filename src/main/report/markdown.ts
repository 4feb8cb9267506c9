import { visibleText } from '../lib/visible-text.ts'

/** A report leaves nothing out; only an absurd line is cut. */
const longestLine = 1_048_576

const special = /[\\`*_{}[\]<>#+|!~()]/g

/** Text from anywhere as Markdown that shows exactly that text: no links, no images, no HTML, one line. */
export function inline(text: string): string {
  return visibleText(text, longestLine)
    .replaceAll(special, '\\$&')
    .replaceAll('://', ':\\//')
    .replaceAll('www.', 'www\\.')
}

/** A code block whose fence is longer than any run of backticks inside. */
export function fenced(text: string, language = ''): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length))
  const fence = '`'.repeat(longest + 1)
  const lines = text.split('\n').map((line) => visibleText(line, longestLine))
  return [`${fence}${language}`, ...lines, fence].join('\n')
}
