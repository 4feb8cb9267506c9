export { openContacts } from './contacts-book.ts'
