import { ask } from '../../stores/ask.ts'
import { say, setView } from '../../stores/view.ts'

/** Opens the file with the contacts in the system's editor, or where there is none in a dialog of the window. */
export async function editContacts(): Promise<void> {
  const answer = await ask('contacts.edit', {})
  if (answer === undefined) return
  // Where the request has an effect alone, it answers with nothing to edit.
  const text = answer?.text ?? null
  if (text === null) say('The contacts are open in your editor; they are read again when you save them.')
  else setView({ overlay: 'contacts', contactsText: text })
}

/** Lists the incidents of the journal. */
export function showIncidents(): void {
  setView({ overlay: 'incidents' })
  void ask('incidents.read', {})
}

/** Shows where the user's own files lie. */
export function showPlaces(): void {
  setView({ overlay: 'places' })
  void ask('incidents.read', {})
}
