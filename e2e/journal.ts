import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { root } from '../scripts/setup/folders.mjs'
import { readJournal, type JournalFiles } from './crash/read-journal.ts'

/** The journal of a profile, read by its format alone. */
export function readJournalOf(profile: string): Promise<JournalFiles> {
  return readJournal(join(profile, 'journal'))
}

/**
 * Runs `journal verify` on a journal whose segments are put together in `scratch`.
 *
 * @returns its exit code and what it said
 */
export async function verifyJournalOf(
  profile: string,
  scratch: string
): Promise<{ readonly code: number; readonly said: string }> {
  const { segments } = await readJournalOf(profile)
  const file = join(scratch, 'journal.jsonl')
  await writeFile(file, Buffer.concat([...segments.values()]))
  const child = spawn(process.execPath, [join(root, 'out', 'main', 'journal-verify.js'), 'verify', file])
  let said = ''
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (said += text))
  const [code] = (await once(child, 'close')) as [number]
  return { code, said }
}
