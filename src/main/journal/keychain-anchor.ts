import { createHash } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import type { SecretStore } from '../ports/secrets.ts'
import type { Anchor } from './anchor.ts'
import { headsIn, headsText, withHead } from './keychain-heads.ts'

/** What a head needs of the keychain. */
export type AnchorKeychain = Pick<SecretStore, 'state' | 'subscribe' | 'get' | 'put'>

export interface KeychainAnchorOptions {
  readonly keychain: AnchorKeychain
  /** Folder of the journal: each has an entry of its own. */
  readonly dir: string
  /**
   * Told once what the keychain knows of journals in this folder, the newest first, whenever that may be.
   * @returns false when it contradicts the journal: then it stays in the keychain as it is
   */
  readonly onFound: (heads: readonly Anchor[]) => boolean
  /** Told when a keychain that answers has an entry that says nothing: it is damaged, or was changed. */
  readonly onDamaged: (why: string) => void
}

/** The head of the journal in the OS keychain, where no one who can write files reaches it. */
export interface KeychainAnchor {
  /** Keeps a head, at some time: the newest wins. Returns at once; a keychain that is slow, locked or gone holds nobody up. */
  offer(anchor: Anchor): void
  /**
   * Keeps the newest head, unless that takes longer than so many milliseconds, or the keychain is not usable. Nothing is
   * asked or kept afterwards.
   */
  close(withinMs: number): Promise<void>
}

/**
 * Nothing is written before the entry was read: a journal that was set back while the keychain was locked must not
 * overwrite what shows it.
 */
export function createKeychainAnchor({ keychain, dir, onFound, onDamaged }: KeychainAnchorOptions): KeychainAnchor {
  const name = `journal/${createHash('sha256').update(dir).digest('hex').slice(0, 32)}`
  let stage: 'unread' | 'reading' | 'agreed' | 'over' = 'unread'
  let newest: Anchor | undefined
  let heads: readonly Anchor[] = []
  let isWriting = false
  let [reading, writing] = [Promise.resolve(), Promise.resolve()]

  const isUsable = () => keychain.state().state === 'ready'

  async function read(): Promise<void> {
    stage = 'reading'
    try {
      const text = await keychain.get(name)
      heads = headsIn(text)
      if (isOver()) return
      if (text !== null && heads.length === 0) onDamaged('it holds something else')
      stage = onFound(heads) ? 'agreed' : 'over'
      await keep()
    } catch (error) {
      if (isOver()) return
      // Asked again when the keychain says that it is ready; one that is ready all the time has no other answer.
      stage = 'unread'
      if (isUsable()) onDamaged(error instanceof Error ? error.message : String(error))
    }
  }

  function isOver(): boolean {
    return stage === 'over'
  }

  async function write(): Promise<void> {
    if (stage !== 'agreed') return
    isWriting = true
    // A value that is put while the keychain is away would stay in memory, where it proves nothing.
    while (newest && isUsable() && !isOver()) {
      heads = withHead(heads, newest)
      newest = undefined
      await keychain.put(name, headsText(heads)).catch(() => undefined)
    }
    isWriting = false
  }

  /** Resolves when the newest head is kept, or cannot be now. */
  function keep(): Promise<void> {
    if (!isWriting) writing = write()
    return writing
  }

  function look(): void {
    if (stage === 'unread' && isUsable()) reading = read()
    else void keep()
  }

  const unsubscribe = keychain.subscribe(look)
  look()

  return {
    offer(anchor) {
      newest = anchor
      void keep()
    },
    async close(withinMs) {
      unsubscribe()
      await Promise.race([reading.then(keep), delay(withinMs, undefined, { ref: false })])
      stage = 'over'
    }
  }
}
