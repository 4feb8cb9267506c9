import { createHash, createHmac, randomBytes } from 'node:crypto'
import type { SecretStore } from '../ports/secrets.ts'
import { claimText, type AgreementClaim } from './agreement-claims.ts'

export interface AgreementSealsOptions {
  readonly secrets: Pick<SecretStore, 'get' | 'put' | 'state'>
  /** Folder of what is kept: each has a key of its own. */
  readonly place: string
  /** Seals as they were written, hexadecimal. */
  readonly written: readonly string[]
}

/**
 * What a person agreed to is saved where programs that may not read the keychain can write: so each claim is sealed
 * (HMAC-SHA-256, with a key that only the keychain has), and one without its seal was never agreed to.
 */
export interface AgreementSeals {
  /** Whether somebody agreed to it, in this run or, as far as the key is known, in an earlier one. */
  holds(claim: AgreementClaim): boolean
  /** Somebody has agreed to it now. It outlives this run only if the keychain has the key. */
  agree(claim: AgreementClaim): void
  /** Reads the key, or makes it. Without a usable keychain there is none, and it is asked again the next time. Never throws. */
  read(): Promise<void>
  /** Whether seals can be told from others. */
  isRead(): boolean
  /** What is to be written for these claims; what was written before while there is no key. */
  sealsOf(claims: readonly AgreementClaim[]): readonly string[]
}

export function createAgreementSeals({ secrets, place, written }: AgreementSealsOptions): AgreementSeals {
  const digest = createHash('sha256').update(place).digest('hex').slice(0, 32)
  const name = `agreements/${digest}`
  const before = new Set(written)
  /** Agreed to in this run. */
  const agreed = new Set<string>()
  const seals = new Map<string, string>()
  let key: Buffer | null = null
  let reading: Promise<void> | null = null

  function sealOf(text: string, by: Buffer): string {
    const known = seals.get(text)
    if (known !== undefined) return known
    const seal = createHmac('sha256', by).update(text).digest('hex')
    seals.set(text, seal)
    return seal
  }

  function holdsText(text: string): boolean {
    return agreed.has(text) || (key !== null && before.has(sealOf(text, key)))
  }

  async function load(): Promise<void> {
    const found = await secrets.get(name).catch((error: unknown) => {
      // A keychain that still answers holds a damaged entry: what it sealed is asked about anew.
      if (secrets.state().state === 'ready') return null
      throw error
    })
    // A key that does not outlive this run would seal nothing.
    if (secrets.state().state !== 'ready') return
    if (found !== null && /^[0-9a-f]{64}$/.test(found)) {
      key = Buffer.from(found, 'hex')
      return
    }
    const made = randomBytes(32)
    await secrets.put(name, made.toString('hex'))
    key = made
  }

  return {
    holds: (claim) => holdsText(claimText(claim, digest)),
    agree: (claim) => void agreed.add(claimText(claim, digest)),
    async read() {
      if (key !== null) return
      reading ??= load()
        .catch(() => undefined)
        .finally(() => {
          reading = null
        })
      await reading
    },
    isRead: () => key !== null,
    sealsOf(claims) {
      const by = key
      if (by === null) return written
      const texts = claims.map((claim) => claimText(claim, digest)).filter(holdsText)
      return [...new Set(texts.map((text) => sealOf(text, by)))]
    }
  }
}
