import { FailureError, failureOf } from '../../contract/index.ts'
import type { HelperCall } from './helper-protocol.ts'
import { join, parseManifest, split, type PartsManifest, type Slot } from './entry-parts.ts'

/** The `#` keeps it, and the parts of a value, apart from every name that a caller may choose. */
const canary = { account: '#canary', value: 'backout' }

const namePattern = /^[A-Za-z0-9._:/-]{1,128}$/

/** Sends one call; the deadline is the caller's business. */
export type SendCall = (call: HelperCall) => Promise<{ readonly value: string | null; readonly deleted: boolean }>

/** Values of any length over keychain entries of limited length. Not for concurrent use: one operation at a time. */
export interface KeychainEntries {
  /** Proves that the keychain can be read and written. @throws FailureError when it cannot. */
  prove(): Promise<void>
  put(name: string, value: string): Promise<void>
  /**
   * @returns null only when the canary can be read and the value is not there
   * @throws FailureError `missing` when it is damaged
   */
  get(name: string): Promise<string | null>
  /** Returns after the absence of all its entries was seen. */
  forget(name: string): Promise<void>
}

/** @param partBytes length of the parts of a long value; what the system takes when left out */
export function createKeychainEntries(send: SendCall, partBytes?: number): KeychainEntries {
  const read = async (account: string) => (await send({ op: 'get', account })).value
  const write = (account: string, value: string) => send({ op: 'set', account, value })

  // A locked keychain answers reads with "nothing there" on some systems (libsecret); only a value that is known to be
  // there can tell locked from absent.
  async function prove(): Promise<void> {
    if ((await read(canary.account)) === canary.value) return
    await write(canary.account, canary.value)
    if ((await read(canary.account)) === canary.value) return
    throw new FailureError(failureOf('refused', 'The keychain is locked: it does not give back what was just stored.'))
  }

  async function readManifest(name: string): Promise<PartsManifest | null> {
    const text = await read(checked(name))
    if (text === null) {
      await prove()
      return null
    }
    const manifest = parseManifest(text)
    if (manifest === undefined) throw damaged(name)
    return manifest
  }

  /** Removes the parts from `from` on, the last one first, so that an interruption leaves no gap that would hide the rest. */
  async function removeParts(name: string, slot: Slot, from: number): Promise<void> {
    let end = from
    while ((await read(partOf(name, slot, end))) !== null) end += 1
    for (let index = end - 1; index >= from; index -= 1)
      await send({ op: 'delete', account: partOf(name, slot, index) })
  }

  return {
    prove,
    async put(name, value) {
      const old = await readManifest(name).catch((error: unknown) => {
        if (error instanceof FailureError && error.failure.code === 'missing') return null
        throw error
      })
      const slot: Slot = old !== null && 'slot' in old && old.slot === 'a' ? 'b' : 'a'
      const { manifest, parts } = split(value, slot, partBytes)
      for (const [index, part] of parts.entries()) await write(partOf(name, slot, index), part)
      await write(name, JSON.stringify(manifest))
      // From here on the new value is the one that is read; what remains is tidying up.
      await removeParts(name, slot, parts.length)
      await removeParts(name, slot === 'a' ? 'b' : 'a', 0)
    },
    async get(name) {
      const manifest = await readManifest(name)
      if (manifest === null) return null
      const parts: string[] = []
      for (let index = 0; 'slot' in manifest && index < manifest.parts; index += 1) {
        parts.push((await read(partOf(name, manifest.slot, index))) ?? '')
      }
      const value = join(manifest, parts)
      if (value === undefined) {
        await prove()
        throw damaged(name)
      }
      return value
    },
    async forget(name) {
      await send({ op: 'delete', account: checked(name) })
      for (const slot of ['a', 'b'] as const) await removeParts(name, slot, 0)
      await prove()
      const accounts = [name, partOf(name, 'a', 0), partOf(name, 'b', 0)]
      for (const account of accounts) {
        if ((await read(account)) !== null) {
          throw new FailureError(
            failureOf('refused', `The keychain still holds ${JSON.stringify(name)} after it was deleted.`)
          )
        }
      }
    }
  }
}

function partOf(name: string, slot: Slot, index: number): string {
  return `${name}#${slot}${index}`
}

function checked(name: string): string {
  if (namePattern.test(name)) return name
  throw new FailureError(failureOf('badInput', `${JSON.stringify(name)} is not a name for a keychain entry.`))
}

function damaged(name: string): FailureError {
  return new FailureError(
    failureOf('missing', `The credential ${JSON.stringify(name)} in the keychain is incomplete.`, {
      remedy: 'Import the kubeconfig again.'
    })
  )
}
