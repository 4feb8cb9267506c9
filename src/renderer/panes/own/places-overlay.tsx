import type { PlaceId } from '../../../contract/index.ts'
import { ask, copy } from '../../stores/ask.ts'
import { useFeed } from '../../stores/feeds.ts'
import { setView, useView } from '../../stores/view.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { editContacts } from './own-actions.ts'
import { MeterNotes } from './meter-notes.tsx'
import { MatrixNotes } from './matrix-notes.tsx'
import css from './own.module.css'

const words: Readonly<Record<PlaceId, { readonly title: string; readonly holds: string }>> = {
  journal: {
    title: 'Journal',
    holds: 'Every command and every incident, as text. Needs no Backout to be read; back it up.'
  },
  preferences: { title: 'Preferences', holds: 'Theme, panes, names of environments. No credentials.' },
  contacts: { title: 'Contacts', holds: 'Whom to call.' },
  matrix: {
    title: 'Decision matrix',
    holds: 'When to act. Without this file the one that comes with Backout is used.'
  },
  metrics: {
    title: 'Metrics',
    holds:
      'How requests are counted where it is otherwise than Backout knows. Without this file it looks for what it knows.'
  },
  runbooks: { title: 'Runbooks', holds: 'The procedures of the checklist. They come with Backout.' }
}

/** Where the journal, the preferences, the contacts and the runbooks lie. */
export function PlacesOverlay() {
  const open = useView((view) => view.overlay === 'places')
  const profile = useFeed('profile')
  if (!open) return null
  return (
    <Dialog title="Where things are" onClose={() => setView({ overlay: 'none' })}>
      <ul className={css['places']} data-testid="places">
        {(profile?.places ?? []).map(({ id, path, exists }) => (
          <li key={id}>
            <h3>{words[id].title}</h3>
            <p className="dim">{words[id].holds}</p>
            <code className={css['path']}>{path}</code>
            {!exists && <span className="dim"> Not there yet.</span>}
            <div className={css['buttons']}>
              {exists && (
                <Button look="small" onClick={() => void ask('place.show', { place: id })}>
                  Show in folder
                </Button>
              )}
              <Button
                look="small"
                aria-label={`Copy the path of: ${words[id].title}`}
                onClick={() => void copy({ kind: 'place', place: id }, 'the path')}
              >
                Copy the path
              </Button>
              {id === 'journal' && (
                <Button
                  look="small"
                  onClick={() => void copy({ kind: 'verifyJournal' }, 'the command that checks the journal')}
                >
                  Copy the command that checks it
                </Button>
              )}
              {id === 'contacts' && (
                <Button look="small" onClick={() => void editContacts()}>
                  Edit contacts
                </Button>
              )}
            </div>
            {id === 'metrics' && profile && <MeterNotes meters={profile.meters} />}
            {id === 'matrix' && profile && <MatrixNotes matrix={profile.matrix} />}
          </li>
        ))}
      </ul>
      <p className="dim">Credentials are in the keychain of the operating system, in no file.</p>
    </Dialog>
  )
}
