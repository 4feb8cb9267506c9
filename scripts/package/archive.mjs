import { createHash } from 'node:crypto'
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'

/**
 * @typedef {{ readonly size: number, readonly integrity: Integrity, readonly offset?: string, readonly unpacked?: true }} FileEntry
 * @typedef {{ readonly algorithm: 'SHA256', readonly hash: string, readonly blockSize: number, readonly blocks: readonly string[] }} Integrity
 * @typedef {{ readonly files: Record<string, FolderEntry | FileEntry> }} FolderEntry
 */

/** Electron checks what it reads in pieces of this size (electron/asar src/integrity.ts). */
const blockSize = 4 * 1_048_576

/** @param {Buffer} bytes */
const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex')

/**
 * Writes an archive as Electron reads it (electron/asar README.md, src/disk.ts): a pickle of the length of the header, a
 * pickle of the header, which is JSON with each file's place, size and digests, and the files one after the other. Native
 * modules cannot be loaded from inside; they go beside it.
 *
 * @param {ReadonlyMap<string, Buffer>} contents by path with slashes
 * @param {string} target the archive; `target.unpacked` gets what is beside it
 * @returns {Promise<string>} SHA-256 of the header in hex, which macOS and Windows keep in the program
 */
export async function writeArchive(contents, target) {
  /** @type {FolderEntry} */
  const top = { files: {} }
  const packed = []
  let offset = 0
  for (const [path, bytes] of [...contents].toSorted(([a], [b]) => (a < b ? -1 : 1))) {
    const isUnpacked = path.endsWith('.node')
    const names = path.split('/')
    const name = names.pop() ?? ''
    const place = isUnpacked ? { unpacked: /** @type {const} */ (true) } : { offset: String(offset) }
    folderOf(top, names).files[name] = { size: bytes.length, integrity: integrityOf(bytes), ...place }
    if (isUnpacked) {
      const beside = join(`${target}.unpacked`, path)
      await mkdir(dirname(beside), { recursive: true })
      await writeFile(beside, bytes)
    } else {
      packed.push(bytes)
      offset += bytes.length
    }
  }
  const json = Buffer.from(JSON.stringify(top))
  const header = pickled(json)
  const length = Buffer.alloc(8)
  length.writeUInt32LE(4, 0)
  length.writeUInt32LE(header.length, 4)
  await writeFile(target, Buffer.concat([length, header, ...packed]))
  return sha256(json)
}

/** @param {FolderEntry} top @param {readonly string[]} names @returns {FolderEntry} */
function folderOf(top, names) {
  let folder = top
  for (const name of names) {
    const inner = folder.files[name] ?? { files: {} }
    if (!('files' in inner)) throw new Error(`${names.join('/')} is a file and a folder`)
    folder.files[name] = inner
    folder = inner
  }
  return folder
}

/** @param {Buffer} bytes @returns {Integrity} */
function integrityOf(bytes) {
  const blocks = []
  for (let at = 0; at === 0 || at < bytes.length; at += blockSize)
    blocks.push(sha256(bytes.subarray(at, at + blockSize)))
  return { algorithm: 'SHA256', hash: sha256(bytes), blockSize, blocks }
}

/**
 * A text as Chromium's Pickle writes it (chromium base/pickle.h): lengths of four bytes, padded to four.
 *
 * @param {Buffer} text
 */
function pickled(text) {
  const padded = Math.ceil(text.length / 4) * 4
  const bytes = Buffer.alloc(8 + padded)
  bytes.writeUInt32LE(4 + padded, 0)
  bytes.writeUInt32LE(text.length, 4)
  text.copy(bytes, 8)
  return bytes
}

/**
 * What a folder holds, by path with slashes below a name.
 *
 * @param {string} folder
 * @param {string} as
 * @param {(path: string) => boolean} [isWanted]
 * @returns {Promise<ReadonlyMap<string, Buffer>>}
 */
export async function contentsOf(folder, as, isWanted = () => true) {
  const found = /** @type {Map<string, Buffer>} */ (new Map())
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue
    const file = join(entry.parentPath, entry.name)
    const path = `${as}${file.slice(folder.length).replaceAll('\\', '/')}`
    if (isWanted(path)) found.set(path, await readFile(file))
  }
  return found
}
