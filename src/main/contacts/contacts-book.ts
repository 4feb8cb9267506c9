import type { Stats } from 'node:fs'
import { existsSync, mkdirSync, readFileSync, renameSync, unwatchFile, watchFile, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import type { ContactView, FileProblem } from '../../contract/index.ts'
import { asFailure, FailureError, failureOf } from '../../contract/index.ts'
import { readSmallFile } from '../lib/small-file.ts'
import { readContacts, readShipped } from './read-contacts.ts'

export interface ContactsBookOptions {
  /** Absolute path of what Backout ships. */
  readonly shippedFile: string
  /** Absolute path of the user's folder; null where there is none, and the shipped ones are all there is. */
  readonly dir: string | null
  /** Called when the file has changed. */
  readonly onChange: () => void
  /** How often the file is looked at, real milliseconds; 1 s when left out. */
  readonly lookEveryMs?: number
}

/** Whom to call: the user's own file, or, until there is one, what Backout ships. */
export interface ContactsBook {
  /** As read last: one with a mistake keeps what stood there before, beside the problems. */
  view(): { readonly contacts: readonly ContactView[]; readonly problems: readonly FileProblem[] }
  /** Absolute path; null where nothing can be kept. */
  file(): string | null
  /**
   * The file and its text, which is made of the shipped contacts where there is none yet.
   * @throws FailureError when it cannot be read or written
   */
  forEditing(): { readonly file: string; readonly text: string }
  /**
   * What a text says.
   * @throws FailureError `badInput` with line and column for a text with a mistake
   */
  check(text: string): readonly ContactView[]
  /**
   * Replaces the file.
   * @throws FailureError as `check` does
   */
  save(text: string): void
  close(): void
}

const names = ['contacts.yaml', 'contacts.yml', 'contacts.json']
/** Contacts of hundreds of teams are far smaller. */
const mostBytes = 1_048_576

/** Opens the contacts and follows their file; polled, because editors put a new file in the place of the old one. */
export function openContacts(options: ContactsBookOptions): ContactsBook {
  const { dir, onChange, lookEveryMs = 1_000 } = options
  const shippedText = readFileSync(options.shippedFile, 'utf8')
  const shipped = readShipped(shippedText)
  const watched = dir === null ? [] : names.map((name) => join(dir, name))
  let contacts = shipped
  let problems: readonly FileProblem[] = []

  function file(): string | null {
    return watched.find((path) => existsSync(path)) ?? watched[0] ?? null
  }

  function read(): void {
    const path = file()
    if (path === null || !existsSync(path)) {
      contacts = shipped
      problems = []
      return
    }
    try {
      const found = readContacts(readSmallFile(path, mostBytes), path, shipped)
      contacts = found.contacts ?? contacts
      problems = found.problems
    } catch (error) {
      problems = [{ file: basename(path), line: 1, column: 1, message: asFailure(error).message }]
    }
  }

  function place(): string {
    const path = file()
    if (path !== null) return path
    throw new FailureError(failureOf('refused', 'There is no profile to keep contacts in.'))
  }

  function write(path: string, text: string): void {
    try {
      mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
      const next = `${path}.${process.pid}.next`
      writeFileSync(next, text, { mode: 0o600 })
      renameSync(next, path)
    } catch (error) {
      const remedy = 'Make room in that folder, or make it writable.'
      throw new FailureError(failureOf('refused', `${path} cannot be written: ${asFailure(error).message}`, { remedy }))
    }
    changed()
  }

  function changed(): void {
    read()
    onChange()
  }

  // For a file that is not there it is called once although nothing has happened.
  function looked(now: Stats, before: Stats): void {
    const isSame = now.mtimeMs === before.mtimeMs && now.ino === before.ino && now.size === before.size
    if (!isSame) changed()
  }

  function check(text: string): readonly ContactView[] {
    const { contacts: found, problems: mistakes } = readContacts(text, place(), shipped)
    const [problem] = mistakes
    if (!problem) return found ?? []
    const at = `line ${problem.line}, column ${problem.column}`
    throw new FailureError(failureOf('badInput', `${problem.file}, ${at}: ${problem.message}`))
  }

  read()
  for (const path of watched) watchFile(path, { interval: lookEveryMs, persistent: false }, looked)
  return {
    view: () => ({ contacts, problems }),
    file,
    forEditing() {
      const path = place()
      if (!existsSync(path)) write(path, shippedText)
      return { file: path, text: readSmallFile(path, mostBytes) }
    },
    check,
    save(text) {
      check(text)
      write(place(), text)
    },
    close() {
      for (const path of watched) unwatchFile(path, looked)
    }
  }
}
