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
      return text.split('\n').flatMap(parseAnchor)
    }
  }
}

function parseAnchor(line: string): readonly Anchor[] {
  try {
    const value = JSON.parse(line) as Partial<Anchor>
    const { jid, seq, hash, t } = value
    return typeof jid === 'string' && typeof seq === 'number' && typeof hash === 'string' && typeof t === 'string'
      ? [{ jid, seq, hash, t }]
      : []
  } catch {
    // A torn last line of this file only means one anchor less.
    return []
  }
}
