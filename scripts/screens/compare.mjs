import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'

/**
 * Which pictures of a folder are not those of another one, byte by byte: one machine draws one state the same each time.
 *
 * @param {string} folder
 * @param {string} against
 * @param {readonly string[]} [parts] of names, of which one is enough to be compared; all when left out
 * @returns {Promise<{ changed: readonly string[], added: readonly string[], gone: readonly string[] }>} file names
 * @throws Error ENOENT where one of them is not there
 */
export async function compareScreens(folder, against, parts) {
  const [now, before] = await Promise.all([folder, against].map((place) => picturesIn(place, parts)))
  const both = [...(now ?? [])].filter((name) => before?.has(name))
  const isSame = await Promise.all(
    both.map(async (name) => {
      const [one, other] = await Promise.all([folder, against].map((place) => readFile(join(place, name))))
      return one !== undefined && other !== undefined && one.equals(other)
    })
  )
  return {
    changed: both.filter((_name, index) => !isSame[index]),
    added: [...(now ?? [])].filter((name) => !before?.has(name)),
    gone: [...(before ?? [])].filter((name) => !now?.has(name))
  }
}

/**
 * @param {string} folder
 * @param {readonly string[] | undefined} parts
 */
async function picturesIn(folder, parts) {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.png')).toSorted()
  return new Set(names.filter((name) => parts?.some((part) => name.includes(part)) ?? true))
}
