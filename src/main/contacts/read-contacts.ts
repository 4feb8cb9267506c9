import type { ContactView, FileProblem } from '../../contract/index.ts'
import { readCheckedYaml } from '../lib/checked-yaml.ts'
import { contactsSchema, type ContactsFile } from './schema.ts'

export interface ReadContacts {
  /** Null when the text has a mistake. */
  readonly contacts: readonly ContactView[] | null
  readonly problems: readonly FileProblem[]
}

/**
 * Contacts from their text, YAML or JSON.
 * @param shipped what Backout ships: an entry that can be reached as one of those is a placeholder still
 */
export function readContacts(text: string, file: string, shipped: readonly ContactView[]): ReadContacts {
  const read = readCheckedYaml(text, file, contactsSchema)
  if (read.value === null) return { contacts: null, problems: read.problems }
  const unchanged = new Set(shipped.flatMap(({ reach }) => reach))
  const contacts = viewsOf(read.value).map((contact) => ({
    ...contact,
    placeholder: contact.reach.every((one) => unchanged.has(one))
  }))
  return { contacts, problems: [] }
}

/** What Backout ships. */
export function readShipped(text: string): readonly ContactView[] {
  const read = readCheckedYaml(text, 'contacts.yaml', contactsSchema)
  return read.value === null ? [] : viewsOf(read.value)
}

function viewsOf({ contacts }: ContactsFile): readonly ContactView[] {
  return contacts.map(({ level, role, when, contact }) => ({
    level,
    role,
    when,
    reach: typeof contact === 'string' ? [contact] : contact,
    placeholder: true
  }))
}
