import { createHash } from 'node:crypto'
import { basename } from 'node:path'
import { fileSha256, type FileHashes } from './find-program.ts'

/** Programs that run whatever their arguments say. */
const interpreters =
  /^(sh|bash|dash|ash|zsh|ksh|fish|busybox|env|xargs|sudo|ssh|python[\d.]*|node|ruby|perl|php|pwsh|powershell|cmd|osascript|wscript|cscript|mshta)(\.exe)?$/i

/**
 * What an approval of a credential plugin is for, SHA-256, lower-case hex: the content of the program file; for a shell or
 * another interpreter, which is the same file for every script, the arguments too.
 * @param args as they are shown
 */
export async function approvalHash(
  path: string,
  args: readonly string[],
  hashes: FileHashes = fileSha256
): Promise<string> {
  const content = await hashes(path)
  if (!runsItsArguments(path)) return content
  return createHash('sha256')
    .update(JSON.stringify([content, ...args]))
    .digest('hex')
}

/** Whether the arguments decide what is run. */
export function runsItsArguments(path: string): boolean {
  return interpreters.test(basename(path))
}
