import type { GetTokenOptions } from '@azure/identity'

/** What is asked of one way in. */
export interface TokenWish {
  readonly scopes: readonly string[]
  /** As the pipeline asked. */
  readonly options: GetTokenOptions | undefined
  /** One that was had before is not good enough. */
  readonly isFresh: boolean
}

/** A token, and what the answer says of its holder. */
export interface HadToken {
  readonly token: string
  readonly expiresAtMs: number
  /** Name of the person, or nothing. */
  readonly who?: string
  /** Id of the tenant it is of. */
  readonly tenant?: string
}

/** One way in: asks nobody at the computer for anything. Throws whatever its package throws. */
export type TokenSource = (wish: TokenWish) => Promise<HadToken>
