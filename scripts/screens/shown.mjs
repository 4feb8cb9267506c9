import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { root } from '../setup/folders.mjs'

/**
 * Names of the pictures that README and the pages of docs/ show: those are kept, the others made when they are asked for.
 *
 * @returns {Promise<readonly string[]>} sorted
 */
export async function shownPictures() {
  const docs = (await readdir(join(root, 'docs'), { recursive: true })).filter((file) => file.endsWith('.md'))
  const texts = await Promise.all(
    ['README.md', 'CONTRIBUTING.md', ...docs.map((file) => join('docs', file))].map((file) =>
      readFile(join(root, file), 'utf8')
    )
  )
  const names = texts.flatMap((text) => [...text.matchAll(/\bscreens\/([\w-]+)\.png\)/g)].map(([, name = '']) => name))
  return [...new Set(names)].toSorted()
}
