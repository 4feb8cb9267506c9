import { chmod, lstat, mkdir, readdir, rename, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { FailureError, failureOf, type EvidenceView } from '../../contract/index.ts'
import { readRegularFile } from '../lib/regular-file.ts'
import type { Collected } from './collect.ts'
import { manifestName, manifestSchema, sha256, type Manifest } from './manifest.ts'

/** More folders than anybody looks through are not listed: the newest are. */
const mostListed = 50
/** Longest text that is handed out at once, characters. */
const mostShown = 262_144
/** Larger than whatever is written here, bytes. */
const mostRead = 33_554_432

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
  { files, leftOut }: Collected
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
  await mkdir(begun, { mode: 0o700 })
  await chmod(dir, 0o700).catch(() => undefined)
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
  await rename(begun, join(dir, folder))
  return { folder, sha256: sha256(text), bytes: written.reduce((sum, { bytes }) => sum + bytes, 0) }
}

/**
 * The folders of evidence, the newest first, each held against its manifest, and that against what a record says of it.
 * Needs no cluster. @param recorded digest of the manifest by folder
 */
export async function listEvidence(
  dir: string,
  recorded: ReadonlyMap<string, string>
): Promise<readonly EvidenceView[]> {
  const names = await readdir(dir).catch((): string[] => [])
  const shown = names.filter((name) => !name.startsWith('.')).toSorted()
  const read: EvidenceView[] = []
  // One after the other: each is as large as was kept, and all of them together would be in memory.
  for (const folder of shown.slice(-mostListed)) {
    const one = await checkEvidence(dir, folder, recorded.get(folder))
    if (one) read.push(one)
  }
  return read.toReversed()
}

async function checkEvidence(dir: string, folder: string, digest: string | undefined): Promise<EvidenceView | null> {
  const manifestText = await contentOf(join(dir, folder, manifestName))
  const parsed = manifestText === null ? null : manifestSchema.safeParse(parse(manifestText.toString('utf8')))
  if (manifestText === null || !parsed?.success) return null
  const problems: string[] = []
  if (digest === undefined) problems.push('No record of this journal vouches for it.')
  else if (sha256(manifestText) !== digest) problems.push('Its manifest is not what the record says.')
  for (const file of parsed.data.files) {
    const content = await contentOf(join(dir, folder, file.path))
    if (content === null) problems.push(`${file.path} is missing.`)
    else if (sha256(content) !== file.sha256) problems.push(`${file.path} was changed.`)
  }
  const { at, ref, environment, why, journal, files, leftOut } = parsed.data
  return { folder, at, ref, environment, why, files, leftOut, journal, problems }
}

/**
 * The end of one file of a folder, as its manifest names it.
 * @throws FailureError `notFound` for what no manifest names
 */
export async function readEvidence(dir: string, folder: string, path: string): Promise<string> {
  const isName = /^[\w-]+$/.test(folder)
  const manifest = isName ? await contentOf(join(dir, folder, manifestName)) : null
  const parsed = manifestSchema.safeParse(parse(manifest?.toString('utf8') ?? ''))
  const file = parsed.success ? parsed.data.files.find((one) => one.path === path) : undefined
  const content = file ? await contentOf(join(dir, folder, file.path)) : null
  if (content === null) throw new FailureError(failureOf('notFound', 'There is no such file of evidence.'))
  return content.toString('utf8').slice(-mostShown)
}

/** Null where there is no file of its own: a link would lead out of the folder, and a pipe has no end. */
async function contentOf(path: string): Promise<Buffer | null> {
  const read = await readRegularFile(path, mostRead, { followsLink: false }).catch(() => null)
  return read?.content ?? null
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
