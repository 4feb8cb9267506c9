import { readFile, stat } from 'node:fs/promises'
import { basename, dirname } from 'node:path'
import { anchorFile } from './anchors.ts'
import { scanFrames } from './scan.ts'
import { visibleText } from '../lib/visible-text.ts'
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
  const verification = verifyJournal(found.files, found.anchors)
  const lines = describe(path, verification).map((line) => visibleText(line))
  return { code: exit[verification.state], stdout: `${lines.join('\n')}\n`, stderr: '' }
}

async function read(path: string) {
  try {
    const isFolder = (await stat(path)).isDirectory()
    const folder = isFolder ? path : dirname(path)
    const anchors = await anchorFile(folder).read()
    // A segment by itself neither begins nor ends the chain.
    if (isFolder || isSegment(basename(path))) {
      const files = (await readSegments(folder)).map(({ path: name, scan }) => ({ name: basename(name), scan }))
      return { files, anchors }
    }
    const files: VerifiedFile[] = [{ name: basename(path), scan: scanFrames(await readFile(path)) }]
    return { files, anchors }
  } catch (error) {
    return `${path} cannot be read: ${error instanceof Error ? error.message : String(error)}`
  }
}

/** What a person reads: the state first, then every problem, then what can still be trusted. */
function describe(path: string, found: Verification): readonly string[] {
  if (found.state === 'notAJournal') return [`NOT A JOURNAL  ${path} holds no entry of a Backout journal`]
  const warnings = found.warnings.map((warning) => `warning: ${warning}`)
  if (found.state === 'intact') {
    return [`INTACT  ${found.records} entries, to entry ${found.lastSeq}, head ${found.head}`, ...warnings]
  }
  const kinds = [...new Set(found.problems.map(({ kind }) => kind.toUpperCase()))].join(', ')
  const trusted =
    found.trustedTo === null ? 'No entry can be trusted.' : `Entries 0 to ${found.trustedTo} can be trusted.`
  const problems = found.problems.map(({ segment, byte, text }) => `${text} (${segment}, byte ${byte})`)
  return [kinds, ...problems, trusted, ...warnings]
}
