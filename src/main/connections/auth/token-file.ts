import { formatAge } from '../../../contract/words/format-duration.ts'
import { readLocalFile } from '../kubeconfig/local-file.ts'
import type { TokenCopy } from '../kubeconfig/model.ts'

/** A token that was copied from a file, and that file, in which somebody may have put a newer one. */
export interface TokenFile {
  token(): string
  /** Reads the file again; another token that it holds now is used from then on. Never rejects. */
  readAgain(): Promise<void>
  /** Where the token is from and how old it is, and what the file was like when it was read last. */
  told(nowMs: number): string
}

export interface TokenFileOptions {
  readonly serverNowMs: () => number
  /** Called with a token that was read, before it is used. */
  readonly onSecret?: ((value: string) => void) | undefined
}

/** @param first the token that was copied */
export function createTokenFile(copy: TokenCopy, first: string, options: TokenFileOptions): TokenFile {
  let token = first
  let copiedMs = Date.parse(copy.copiedAt)
  let found = ''
  let reading: Promise<void> | undefined

  async function read(): Promise<void> {
    const { content, owner } = await readLocalFile(copy.path)
    const now = content.toString('utf8').trim()
    // Another owner's file is not the one that was imported.
    if (owner !== copy.owner) found = 'the file has another owner since, so it was not read again'
    else if (now === '') found = 'the file is empty now'
    else if (now === token) found = 'the file still holds the same one'
    else {
      options.onSecret?.(now)
      token = now
      copiedMs = options.serverNowMs()
      found = ''
    }
  }

  return {
    token: () => token,
    readAgain() {
      reading ??= read()
        .catch((error: unknown) => {
          found = `and now ${error instanceof Error ? error.message.replace(/\.$/, '') : 'it cannot be read'}`
        })
        .finally(() => {
          reading = undefined
        })
      return reading
    },
    told(atMs) {
      const age = Math.max(0, atMs - copiedMs)
      return `The token was copied from ${copy.path} ${formatAge(age)} ago${found === '' ? '' : `; ${found}`}.`
    }
  }
}
