import { stat } from 'node:fs/promises'
import { basename, dirname } from 'node:path'
import { visibleText } from '../lib/visible-text.ts'
import type { Anchor } from './anchor.ts'
import { anchorFile } from './anchors.ts'
import { scanFrames } from './scan.ts'
import { readJournalFile } from './read-journal-file.ts'
import { isSegment, readSegments } from './segments.ts'
import { verifyJournal, type Verification, type VerifiedFile } from './verify.ts'

/** 0 intact, 1 torn, forked or altered, 2 not a journal. */
const exit = { intact: 0, damaged: 1, notAJournal: 2 } as const

const usage =
  'usage: npm run --silent journal -- verify FILE\nFILE is an exported journal, a folder of segments, or one of its segments, which stands for the whole folder.'

/** What a command prints and ends with. */
export interface CommandResult {
  readonly code: 0 | 1 | 2
  readonly stdout: string
  readonly stderr: string
}

/** Reads only, needs no network, and never throws. */
export async function verifyCommand([verb, path, ...rest]: readonly string[]): Promise<CommandResult> {
  if ([verb, path, ...rest].some((arg) => arg === '--help' || arg === '-h')) {
    return { code: exit.intact, stdout: `${usage}\n`, stderr: '' }
  }
  if (verb !== 'verify' || !path || rest.length > 0) {
    const reason = verb === undefined || verb === 'verify' ? 'verify takes one FILE' : `there is no ${verb}`
    return { code: exit.notAJournal, stdout: '', stderr: `backout: ${visibleText(reason)}.\n${usage}\n` }
  }
  const found = await read(path)
  if (typeof found === 'string') {
    return { code: exit.notAJournal, stdout: '', stderr: `${visibleText(found)}\n` }
  }
  const verification = verifyJournal(found.files, found.anchors.heads)
  const lines = describe(path, verification, anchorLines(found.anchors, verification)).map((line) => visibleText(line))
  return { code: exit[verification.state], stdout: `${lines.join('\n')}\n`, stderr: '' }
}

/** The anchors that a journal is compared with. */
interface FoundAnchors {
  readonly heads: readonly Anchor[]
  /** Why those that are there cannot be read; undefined when they can. */
  readonly problem: string | undefined
}

/** An exported journal is one file of any length; what is longer is none. */
const mostBytes = 1_073_741_824

async function read(path: string) {
  try {
    const isFolder = (await stat(path)).isDirectory()
    const folder = isFolder ? path : dirname(path)
    const anchors = await readAnchors(folder)
    // A segment by itself neither begins nor ends the chain.
    if (isFolder || isSegment(basename(path))) {
      const files = (await readSegments(folder)).map(({ path: name, scan }) => ({ name: basename(name), scan }))
      return { files, anchors }
    }
    const bytes = await readJournalFile(path, mostBytes, { followsLink: true })
    const files: VerifiedFile[] = [{ name: basename(path), scan: scanFrames(bytes) }]
    return { files, anchors }
  } catch (error) {
    return `${path} cannot be read: ${error instanceof Error ? error.message : String(error)}`
  }
}

async function readAnchors(folder: string): Promise<FoundAnchors> {
  try {
    return { heads: await anchorFile(folder).read(), problem: undefined }
  } catch (error) {
    return { heads: [], problem: error instanceof Error ? error.message : String(error) }
  }
}

/** Which anchors there were: without any, and with those alone that stand beside it, a rewritten journal looks intact. */
function anchorLines({ heads, problem }: FoundAnchors, { jid }: Verification): readonly string[] {
  const own = heads.filter((head) => head.jid === jid)
  const newest = own.reduce((most, { seq }) => Math.max(most, seq), -1)
  const files = own.length === 0 ? 'none in files' : `${own.length} in files beside it, the newest of entry ${newest}`
  return [
    `anchors: ${files}; the keychain is asked by Backout alone, when it opens the journal`,
    ...(problem === undefined ? [] : [`warning: the anchors in files cannot be read: ${problem}`]),
    own.length === 0
      ? 'warning: nothing outside of it vouches for it: whoever rewrote all of it is not noticed here'
      : 'warning: whoever rewrote it together with the anchors beside it is not noticed here; the head printed in a report, and the keychain, tell'
  ]
}

/** What a person reads: the state first, then every problem, then what can still be trusted. */
function describe(path: string, found: Verification, anchors: readonly string[]): readonly string[] {
  if (found.state === 'notAJournal') return [`NOT A JOURNAL  ${path} holds no entry of a Backout journal`]
  const warnings = [...anchors, ...found.warnings.map((warning) => `warning: ${warning}`)]
  if (found.state === 'intact') {
    return [`INTACT  ${found.records} entries, to entry ${found.lastSeq}, head ${found.head}`, ...warnings]
  }
  const kinds = [...new Set(found.problems.map(({ kind }) => kind.toUpperCase()))].join(', ')
  const trusted =
    found.trustedTo === null ? 'No entry can be trusted.' : `Entries 0 to ${found.trustedTo} can be trusted.`
  const problems = found.problems.map(({ segment, byte, text }) => `${text} (${segment}, byte ${byte})`)
  return [kinds, ...problems, trusted, ...warnings]
}
