import type { ContactView } from '../../../contract/index.ts'
import { copy } from '../../stores/ask.ts'
import { useFeed } from '../../stores/feeds.ts'
import { Button } from '../../ui/button.tsx'
import { Disclosure } from '../../ui/disclosure.tsx'
import { useMedia } from '../../ui/use-media.ts'
import { editContacts } from '../own/own-actions.ts'
import css from './checklist.module.css'

/** Steps, what a step needs and the contacts have room beside one another from this height on. */
const roomy = '(min-height: 880px)'

/**
 * Whom to call. While a link is lost they open by themselves, where there is room for them beside the steps; else the first
 * one stands in the line that opens them. Everything needs no network.
 */
export function Contacts() {
  const isLost = useFeed('shell')?.links.some((link) => link.state === 'failing') ?? false
  const { contacts, problems } = useFeed('profile') ?? { contacts: [], problems: [] }
  const isRoomy = useMedia(roomy)
  const [first] = contacts
  if (contacts.length === 0 && problems.length === 0) return null
  const isPlaceholder = contacts.some(({ placeholder }) => placeholder)
  return (
    <Disclosure
      className={css['contacts']}
      open={isLost && isRoomy}
      testId="contacts"
      summary={
        <>
          Contacts{isPlaceholder && <span className="warn"> placeholder</span>}
          {problems.length > 0 && <span className="bad"> a mistake in the file</span>}
          {isLost && first !== undefined && (
            <>
              {' '}
              <small className={css['first']}>
                {first.role} {first.reach[0]}
              </small>
            </>
          )}
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

/** Who, and when to call; under it every way to reach them, which a press copies. */
function ContactLine({ contact, index }: { readonly contact: ContactView; readonly index: number }) {
  return (
    <>
      <div>
        <b>{contact.role}</b> <small>{contact.when}</small>
      </div>
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
    </>
  )
}
