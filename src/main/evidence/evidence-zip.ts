import { buffer } from 'node:stream/consumers'
import { PassThrough } from 'node:stream'
import { fromBufferPromise } from 'yauzl'
import { ZipFile as NewZip } from 'yazl'
import type { EvidenceView } from '../../contract/index.ts'
import { FailureError, failureOf } from '../../contract/index.ts'
import { parsedJson } from '../lib/parsed-json.ts'
import { contentOf } from './evidence-file.ts'
import { mostOfManifest, mostRead, type RecordedEvidence } from './evidence-folder.ts'
import { manifestName, manifestSchema, mostFiles, sha256, type Manifest } from './manifest.ts'

/** Of a zip on the disk, and of all that is in it, bytes. */
export const mostOfZip = 67_108_864
const mostOfContent = 67_108_864
/** Entries, folders among them. */
const mostEntries = mostFiles + 50

/** A zip of evidence as it was opened: its view, and its files by their path. */
export interface OpenedZip {
  readonly view: EvidenceView
  readonly texts: ReadonlyMap<string, string>
}

/**
 * A folder of evidence as one zip, with the folder in it. What is in it is what the folder holds now: whoever opens it holds
 * it against its manifest.
 * @throws FailureError `notFound` where the folder has no manifest of its own
 */
export async function zipEvidence(dir: string, folder: string): Promise<Buffer> {
  const content = await contentOf(dir, `${folder}/${manifestName}`, mostOfManifest)
  const manifest = content && parse(content)
  if (!content || !manifest) throw new FailureError(failureOf('notFound', 'There is no such folder of evidence.'))
  const zip = new NewZip()
  const add = (path: string, bytes: Buffer): void =>
    zip.addBuffer(bytes, `${folder}/${path}`, { mtime: new Date(manifest.at) })
  add(manifestName, content)
  for (const { path } of manifest.files) {
    const file = await contentOf(dir, `${folder}/${path}`, mostRead)
    if (file !== null) add(path, file)
  }
  zip.end()
  return buffer(zip.outputStream.pipe(new PassThrough()))
}

/**
 * Reads a zip of evidence, and holds each of its files against its manifest, and that against what a record of this journal
 * says of it. Nothing of it is written anywhere.
 * @param recorded what the journal says, by folder
 * @throws FailureError `badInput` for what is no zip of evidence, or is larger than any that is written here
 */
export async function openZip(content: Buffer, recorded: ReadonlyMap<string, RecordedEvidence>): Promise<OpenedZip> {
  const files = await unzipped(content)
  const [name] = [...files.keys()].filter((path) => path.endsWith(`/${manifestName}`))
  const folder = name?.slice(0, -manifestName.length - 1) ?? ''
  const bytes = name === undefined ? undefined : files.get(name)
  const manifest = bytes && parse(bytes)
  if (!bytes || !manifest || folder.includes('/')) throw noEvidence('It has no manifest of evidence.')
  const problems: string[] = []
  const digest = sha256(bytes)
  const record = recorded.get(folder)
  if (record === undefined)
    problems.push('No record of this journal vouches for it: compare the SHA-256 of its manifest.')
  else if (record.sha256 !== digest) problems.push('Its manifest is not what the record says.')
  const texts = new Map<string, string>()
  for (const { path, sha256: wanted } of manifest.files) {
    const file = files.get(`${folder}/${path}`)
    if (file === undefined) problems.push(`${path} is missing.`)
    else {
      if (sha256(file) !== wanted) problems.push(`${path} was changed.`)
      texts.set(path, file.toString('utf8'))
    }
  }
  const named = new Set([manifestName, ...manifest.files.map(({ path }) => path)].map((path) => `${folder}/${path}`))
  const more = [...files.keys()].filter((path) => !named.has(path)).length
  if (more > 0) problems.push(`${more} more in it ${more === 1 ? 'is' : 'are'} not in its manifest, and not shown.`)
  const { at, ref, environment, why, journal, files: listed, leftOut } = manifest
  const about = { at, ref, environment, why, journal, files: listed, leftOut }
  return {
    view: {
      folder: `${folder}.zip`,
      isZip: true,
      isRecorded: record !== undefined,
      sha256: digest,
      ...about,
      problems
    },
    texts
  }
}

/**
 * Its files by their path. What they say of their size is not believed: a stream that gives more than that is ended, and they
 * are counted before they are read.
 */
async function unzipped(content: Buffer): Promise<ReadonlyMap<string, Buffer>> {
  const files = new Map<string, Buffer>()
  let left = mostOfContent
  try {
    const zip = await fromBufferPromise(content, { strictFileNames: true, lazyEntries: true })
    if (zip.entryCount > mostEntries) throw noEvidence('It holds more files than any that is written here.')
    for await (const entry of zip.eachEntry()) {
      if (entry.fileName.endsWith('/')) continue
      left -= entry.uncompressedSize
      if (left < 0) throw noEvidence('It holds more than any that is written here.')
      if (files.has(entry.fileName)) throw noEvidence('It has two files of one name.')
      files.set(entry.fileName, await buffer(await zip.openReadStreamPromise(entry)))
    }
  } catch (error) {
    throw error instanceof FailureError ? error : noEvidence('It cannot be read as a zip.')
  }
  return files
}

function parse(content: Buffer): Manifest | null {
  const parsed = manifestSchema.safeParse(parsedJson(content.toString('utf8')))
  return parsed.success ? parsed.data : null
}

function noEvidence(why: string): FailureError {
  const remedy = 'Choose a zip that “Save as zip” has written.'
  return new FailureError(failureOf('badInput', `This is no zip of evidence. ${why}`, { remedy }))
}
