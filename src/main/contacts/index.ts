export { openContacts, type ContactsBook } from './contacts-book.ts'
