import type { ChecklistView } from '../../../contract/index.ts'
import { useFeed } from '../../stores/feeds.ts'
import { Disclosure } from '../../ui/disclosure.tsx'
import css from './checklist.module.css'

/** Whom to call; open by itself while a link is lost. */
export function Contacts({ contacts }: { readonly contacts: ChecklistView['contacts'] }) {
  const isLost = useFeed('shell')?.links.some((link) => link.state === 'failing') ?? false
  if (contacts.length === 0) return null
  return (
    <Disclosure className={css['contacts']} open={isLost} testId="contacts" summary="Contacts">
      <ul>
        {contacts.map((contact) => (
          <li key={contact.level + contact.role}>
            <b>{contact.role}</b>, {contact.when}: <span className={css['contact']}>{contact.contact}</span>
          </li>
        ))}
      </ul>
    </Disclosure>
  )
}
