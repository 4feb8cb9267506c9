import { chmod, lstat, readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { isSegment } from './segments.ts'

/** Whose a journal's folder is, and what was done about it. */
export interface FolderOwner {
  /** Why nothing is kept there; undefined when it may be. */
  readonly refusal?: string
  /** What the operator has to know of it. */
  readonly notice?: string
}

/** Write permission of group and others. */
const writableByOthers = 0o022

/**
 * Looks whose an existing folder is. One of another user is refused: its owner may put any journal in the place of this
 * one. One that others may write to is closed to them. Windows has no such modes; its profile folder is the user's own.
 * @param isChosen the operator takes the folder as it is: then another owner is only said
 */
export async function ownFolder(dir: string, isChosen: boolean): Promise<FolderOwner> {
  const me = process.getuid?.()
  const found = await stat(dir).catch(() => null)
  if (me === undefined || found === null) return {}
  const strange = await strangeFile(dir, isChosen ? found.uid : me)
  if (strange !== undefined) return { refusal: `In the folder of the journal, ${dir}, ${strange}` }
  if (found.uid !== me) {
    const text = `The folder of the journal, ${dir}, belongs to another user (${found.uid}), who can replace all of it`
    return isChosen ? { notice: `${text}.` } : { refusal: text }
  }
  if ((found.mode & writableByOthers) === 0) return {}
  const mode = (found.mode & 0o777).toString(8)
  await chmod(dir, found.mode & ~writableByOthers & 0o7777)
  const left = (await stat(dir)).mode & writableByOthers
  const open = `The folder of the journal, ${dir}, was open to other users (mode ${mode})`
  if (left !== 0) return { refusal: `${open}, and cannot be closed to them` }
  return { notice: `${open} and was closed to them. Whoever wrote there before may have taken files away.` }
}

/** Only the user's own files are read, and no link: another one would choose what they say. */
async function strangeFile(dir: string, owner: number): Promise<string | undefined> {
  const names = (await readdir(dir)).filter((name) => isSegment(name) || name === 'anchors')
  for (const name of [...names, join('anchors', 'heads.jsonl')]) {
    const found = await lstat(join(dir, name)).catch(() => null)
    if (found === null) continue
    const isRight = name === 'anchors' ? found.isDirectory() : found.isFile()
    if (!isRight) return `${name} is a link, a pipe or a device, and not what Backout has written`
    if (found.uid !== owner) return `${name} belongs to another user (${found.uid})`
  }
  return undefined
}
