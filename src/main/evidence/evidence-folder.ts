import { chmod, lstat, mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { FailureError, failureOf, type EvidenceView, type ServiceRef } from '../../contract/index.ts'
import { parsedJson } from '../lib/parsed-json.ts'
import type { Collected } from './collect.ts'
import { contentOf, fileDigest } from './evidence-file.ts'
import { manifestName, manifestSchema, sha256, type Manifest } from './manifest.ts'

/** More folders than anybody looks through are not listed: the newest are. */
const mostListed = 50
/** What is written here is called so; nothing else below the folder is looked into. */
export const isName = /^\w[\w-]*$/
/** Longest text that is handed out at once, characters. */
const mostShown = 262_144
/** Larger than whatever is written here, bytes: a manifest, and a file. */
export const mostOfManifest = 2_097_152
export const mostRead = 33_554_432

/** What a record says of a folder. */
export interface RecordedEvidence {
  /** Of its manifest. */
  readonly sha256: string
  /** ISO. */
  readonly at: string
  readonly ref: ServiceRef
}

export interface WrittenEvidence {
  /** Name of the folder. */
  readonly folder: string
  /** Of its manifest, lower-case hex: whoever has it in a record can tell that nothing was changed. */
  readonly sha256: string
  readonly bytes: number
}

/**
 * Writes a folder that its owner alone can read, under its name only when it is whole.
 * @param dir absolute
 * @throws Error when it cannot be written
 */
export async function writeEvidence(
  dir: string,
  about: Omit<Manifest, 'format' | 'files' | 'leftOut'>,
  collected: Collected
): Promise<WrittenEvidence> {
  const stamp = about.at.slice(0, 19).replaceAll(/[-:]/g, '').replace('T', '-')
  const name = about.ref.name.replaceAll(/[^a-z0-9-]/g, '').slice(0, 63)
  const folder = `${stamp}-${name}-${sha256(JSON.stringify([about, process.pid, performance.now()])).slice(0, 6)}`
  const begun = join(dir, `.${folder}`)
  await mkdir(dir, { recursive: true, mode: 0o700 })
  // A link would have it all written where somebody else likes, and perhaps reads.
  if ((await lstat(dir)).isSymbolicLink())
    throw new FailureError(
      failureOf('refused', `The folder of evidence, ${dir}, is a link: nothing is written through it.`, {
        remedy: 'Put a folder in its place.'
      })
    )
  await chmod(dir, 0o700).catch(() => undefined)
  try {
    const written = await fill(begun, about, collected)
    await rename(begun, join(dir, folder))
    return { folder, ...written }
  } catch (error) {
    await rm(begun, { recursive: true, force: true }).catch(() => undefined)
    throw error
  }
}

async function fill(
  begun: string,
  about: Omit<Manifest, 'format' | 'files' | 'leftOut'>,
  { files, leftOut }: Collected
): Promise<Omit<WrittenEvidence, 'folder'>> {
  await mkdir(begun, { mode: 0o700 })
  const written: Manifest['files'] = []
  for (const { path, command, text } of files) {
    const to = join(begun, path)
    await mkdir(dirname(to), { recursive: true, mode: 0o700 })
    await writeFile(to, text, { mode: 0o600 })
    written.push({ path, bytes: Buffer.byteLength(text), sha256: sha256(text), command })
  }
  const manifest: Manifest = { format: 'backout-evidence-1', ...about, files: written, leftOut: [...leftOut] }
  const text = `${JSON.stringify(manifest, null, 2)}\n`
  await writeFile(join(begun, manifestName), text, { mode: 0o600 })
  return { sha256: sha256(text), bytes: written.reduce((sum, { bytes }) => sum + bytes, 0) }
}

/**
 * The folders of evidence, the newest first, each held against its manifest, and that against what a record says of it. One
 * that a record names and that is not there is listed too. Needs no cluster.
 * @param recorded what the journal says, by folder: these come before folders that nobody vouches for
 */
export async function listEvidence(
  dir: string,
  recorded: ReadonlyMap<string, RecordedEvidence>
): Promise<readonly EvidenceView[]> {
  const names = await readdir(dir).catch((): string[] => [])
  const others = names.filter((name) => isName.test(name) && !recorded.has(name))
  const vouched = [...recorded.keys()].filter((name) => isName.test(name))
  const shown = [...others.toSorted(), ...vouched.toSorted()].slice(-mostListed)
  const views: EvidenceView[] = []
  // One after the other: together they would be in memory at once.
  for (const folder of shown.toSorted().toReversed()) {
    const view = await checkEvidence(dir, folder, recorded.get(folder))
    if (view !== null) views.push(view)
  }
  return views
}

async function checkEvidence(
  dir: string,
  folder: string,
  record: RecordedEvidence | undefined
): Promise<EvidenceView | null> {
  const { text, manifest } = await manifestOf(dir, folder)
  if (manifest === null) return record === undefined ? null : lost(folder, record, text !== null)
  const problems: string[] = []
  if (record === undefined) problems.push('No record of this journal vouches for it.')
  else if (sha256(text) !== record.sha256) problems.push('Its manifest is not what the record says.')
  for (const file of manifest.files) {
    const digest = await fileDigest(dir, join(folder, file.path), file.bytes)
    if (digest !== file.sha256) problems.push(`${file.path} ${digest === 'missing' ? 'is missing' : 'was changed'}.`)
  }
  const { at, ref, environment, why, journal, files, leftOut } = manifest
  return {
    folder,
    isZip: false,
    isRecorded: record !== undefined,
    sha256: sha256(text),
    at,
    ref,
    environment,
    why,
    files,
    leftOut,
    journal,
    problems
  }
}

/** What the record has of a folder that cannot be read. */
function lost(folder: string, { at, ref }: RecordedEvidence, isThere: boolean): EvidenceView {
  const problem = isThere ? 'Its manifest is damaged.' : 'It is not there any more, or its manifest is not.'
  const rest = {
    isZip: false,
    isRecorded: true,
    sha256: '',
    environment: '',
    why: '',
    files: [],
    leftOut: [],
    journal: null
  }
  return { folder, at, ref, ...rest, problems: [`${problem} The record says that it was kept.`] }
}

async function manifestOf(
  dir: string,
  folder: string
): Promise<
  { readonly text: string; readonly manifest: Manifest } | { readonly text: string | null; readonly manifest: null }
> {
  const content = await contentOf(dir, join(folder, manifestName), mostOfManifest)
  if (content === null) return { text: null, manifest: null }
  const text = content.toString('utf8')
  const parsed = manifestSchema.safeParse(parsedJson(text))
  return parsed.success ? { text, manifest: parsed.data } : { text, manifest: null }
}

/**
 * The end of one file of a folder, as its manifest names it.
 * @throws FailureError `notFound` for what no manifest names
 */
export async function readEvidence(dir: string, folder: string, path: string): Promise<string> {
  const { manifest } = isName.test(folder) ? await manifestOf(dir, folder) : { manifest: null }
  const file = manifest?.files.find((one) => one.path === path)
  const content = file ? await contentOf(dir, join(folder, file.path), mostRead) : null
  if (content === null) throw new FailureError(failureOf('notFound', 'There is no such file of evidence.'))
  return content.toString('utf8').slice(-mostShown)
}
