import { appendFile, mkdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'

/** A head written down outside the journal: it shows a cut tail and a rewritten history, which a chain alone cannot. */
export interface Anchor {
  readonly jid: string
  readonly seq: number
  readonly hash: string
  readonly t: string
}

/** Where heads are kept. */
export interface AnchorStore {
  write(anchor: Anchor): Promise<void>
  read(): Promise<readonly Anchor[]>
}

/** Anchors in a file of a folder beside the segments. */
export function anchorFile(dir: string): AnchorStore {
  const folder = join(dir, 'anchors')
  const path = join(folder, 'heads.jsonl')
  return {
    async write(anchor) {
      await mkdir(folder, { recursive: true, mode: 0o700 })
      await appendFile(path, `${JSON.stringify(anchor)}\n`, { mode: 0o600 })
    },
    async read() {
      const text = await readFile(path, 'utf8').catch(() => '')
      return text.split('\n').flatMap((line) => parseAnchor(line) ?? [])
    }
  }
}

/** A head as it was written down; undefined for anything else. */
export function parseAnchor(line: string): Anchor | undefined {
  try {
    const value = JSON.parse(line) as Partial<Anchor>
    const { jid, seq, hash, t } = value
    return typeof jid === 'string' && typeof seq === 'number' && typeof hash === 'string' && typeof t === 'string'
      ? { jid, seq, hash, t }
      : undefined
  } catch {
    // A torn last line of the file only means one anchor less.
    return undefined
  }
}

/** What an anchor says against a journal, as a sentence; undefined when the two agree. */
export function contradictionOf(
  anchor: Anchor,
  journal: { readonly lastSeq: number; hashOf(seq: number): string | undefined }
): string | undefined {
  const hash = journal.hashOf(anchor.seq)
  if (hash === undefined && anchor.seq > journal.lastSeq)
    return `the tail was cut off; an anchor of ${anchor.t} knows entry ${anchor.seq}, the last one here is ${journal.lastSeq}`
  if (hash !== undefined && hash !== anchor.hash)
    return `the history was rewritten; entry ${anchor.seq} is not the one that was anchored at ${anchor.t}`
  return undefined
}
