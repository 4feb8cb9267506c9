import { createHash } from 'node:crypto'
import type { SecretStore } from '../ports/secrets.ts'
import type { Anchor } from './anchors.ts'
import { parseAnchor } from './newest-heads.ts'

/** What a head needs of the keychain. */
export type AnchorKeychain = Pick<SecretStore, 'state' | 'subscribe' | 'get' | 'put'>

export interface KeychainAnchorOptions {
  readonly keychain: AnchorKeychain
  /** Folder of the journal: each has an entry of its own. */
  readonly dir: string
  /**
   * Told once what the keychain knows, null for nothing, whenever that may be.
   * @returns false when it contradicts the journal: then it stays in the keychain as it is
   */
  readonly onFound: (anchor: Anchor | null) => boolean
}

/** The head of the journal in the OS keychain, where no one who can write files reaches it. */
export interface KeychainAnchor {
  /** Keeps a head, at some time: the newest wins. Returns at once; a keychain that is slow, locked or gone holds nobody up. */
  offer(anchor: Anchor): void
  /** Nothing is asked or kept from now on: a keychain is never waited for at the end. */
  close(): void
}

/**
 * Nothing is written before the entry was read: a journal that was set back while the keychain was locked must not
 * overwrite what shows it.
 */
export function createKeychainAnchor({ keychain, dir, onFound }: KeychainAnchorOptions): KeychainAnchor {
  const name = `journal/${createHash('sha256').update(dir).digest('hex').slice(0, 32)}`
  let stage: 'unread' | 'reading' | 'agreed' | 'over' = 'unread'
  let newest: Anchor | undefined
  let isWriting = false

  const isUsable = () => keychain.state().state === 'ready'

  async function read(): Promise<void> {
    if (stage !== 'unread' || !isUsable()) return
    stage = 'reading'
    try {
      const text = await keychain.get(name)
      if (isOver()) return
      stage = onFound(text === null ? null : (parseAnchor(text) ?? null)) ? 'agreed' : 'over'
      await write()
    } catch {
      // Asked again when the keychain says that it is ready.
      if (!isOver()) stage = 'unread'
    }
  }

  function isOver(): boolean {
    return stage === 'over'
  }

  async function write(): Promise<void> {
    if (stage !== 'agreed' || isWriting) return
    isWriting = true
    // A value that is put while the keychain is away would stay in memory, where it proves nothing.
    while (newest && isUsable() && !isOver()) {
      const head = newest
      newest = undefined
      await keychain.put(name, JSON.stringify(head)).catch(() => undefined)
    }
    isWriting = false
  }

  const unsubscribe = keychain.subscribe(() => {
    void read()
    void write()
  })
  void read()

  return {
    offer(anchor) {
      newest = anchor
      void write()
    },
    close() {
      stage = 'over'
      unsubscribe()
    }
  }
}
