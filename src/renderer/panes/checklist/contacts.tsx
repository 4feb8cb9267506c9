import type { ContactView } from '../../../contract/index.ts'
import { copy } from '../../stores/ask.ts'
import { useFeed } from '../../stores/feeds.ts'
import { Button } from '../../ui/button.tsx'
import { Disclosure } from '../../ui/disclosure.tsx'
import { editContacts } from '../own/own-actions.ts'
import css from './checklist.module.css'

/** Whom to call; open by itself while a link is lost. Everything needs no network. */
export function Contacts() {
  const isLost = useFeed('shell')?.links.some((link) => link.state === 'failing') ?? false
  const { contacts, problems } = useFeed('profile') ?? { contacts: [], problems: [] }
  if (contacts.length === 0 && problems.length === 0) return null
  const isPlaceholder = contacts.some(({ placeholder }) => placeholder)
  return (
    <Disclosure
      className={css['contacts']}
      open={isLost}
      testId="contacts"
      summary={
        <>
          Contacts{isPlaceholder && <span className="warn"> placeholder</span>}
          {problems.length > 0 && <span className="bad"> a mistake in the file</span>}
        </>
      }
    >
      {problems.map(({ file, line, column, message }) => (
        <p key={`${line}:${column}:${message}`} className="bad">
          {file}, line {line}, column {column}: {message}
        </p>
      ))}
      <ul>
        {contacts.map((contact, index) => (
          <li key={contact.level + contact.role} title={`${contact.role}: ${contact.when}`}>
            <ContactLine contact={contact} index={index} />
          </li>
        ))}
      </ul>
      <Button look="small" onClick={() => void editContacts()}>
        Edit contacts
      </Button>
    </Disclosure>
  )
}

/** One line: who, and every way to reach them, which a press copies. */
function ContactLine({ contact, index }: { readonly contact: ContactView; readonly index: number }) {
  return (
    <>
      <b>{contact.role}</b>{' '}
      {contact.reach.map((reach, at) => (
        <button
          key={reach}
          type="button"
          className={contact.placeholder ? `${css['contact']} warn` : css['contact']}
          aria-label={`Copy ${reach}, ${contact.role}`}
          onClick={() => void copy({ kind: 'contact', contact: index, reach: at }, reach)}
        >
          {reach}
        </button>
      ))}
      <small>{contact.when}</small>
    </>
  )
}
