import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { root } from '../../scripts/setup/folders.mjs'

/** The page that says what was compared. */
const page = join(root, 'docs', 'drill-and-cluster.md')

/**
 * The committed text between a pair of markers and what this run made of it; with BACKOUT_RENEW=1 the page is
 * rewritten, and both are the same.
 *
 * @throws Error when the page has no such markers
 */
export async function generatedBlock(
  name: string,
  lines: readonly string[]
): Promise<{ readonly committed: string; readonly made: string }> {
  const made = `\n\n${lines.join('\n')}\n\n`
  const text = await readFile(page, 'utf8')
  const [begin, end] = [`<!-- begin ${name} -->`, `<!-- end ${name} -->`]
  const [before, rest] = text.split(begin)
  const [committed, after] = rest?.split(end) ?? []
  if (before === undefined || committed === undefined || after === undefined) {
    throw new Error(`docs/drill-and-cluster.md has no ${begin} … ${end}`)
  }
  if (process.env['BACKOUT_RENEW'] !== '1') return { committed, made }
  if (committed !== made) await writeFile(page, `${before}${begin}${made}${end}${after}`)
  return { committed: made, made }
}

/** A Markdown table. */
export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
  return [line(head), `|${'---|'.repeat(head.length)}`, ...rows.map(line)]
}
