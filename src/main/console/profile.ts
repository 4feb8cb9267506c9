import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { MatrixView, MetersView, PlaceId, PlaceView } from '../../contract/index.ts'
import { FailureError, failureOf } from '../../contract/index.ts'
import { openContacts } from '../contacts/index.ts'
import type { ConsolePorts } from '../ports/console.ts'
import type { FeedHub } from './feeds.ts'
import type { RecordKeeper } from './record-keeper.ts'
import { recordedIncidents } from './recorded-incidents.ts'

export interface ProfileOptions {
  readonly ports: Pick<ConsolePorts, 'profile' | 'journalDir' | 'resourcesDir' | 'dialogs'>
  readonly feeds: FeedHub
  readonly record: Pick<RecordKeeper, 'journal' | 'index'>
  readonly matrix: MatrixView
  readonly meters: MetersView
}

/** What is the user's own: contacts, where things lie, and the incidents of before. */
export function createProfile({ ports, feeds, record, matrix, meters }: ProfileOptions) {
  const { profile, journalDir, resourcesDir } = ports
  const contacts = openContacts({
    shippedFile: join(resourcesDir, 'contacts.yaml'),
    dir: profile?.dir ?? null,
    onChange: publish
  })

  function publish(): void {
    feeds.update('profile', (view) => ({ ...view, ...contacts.view(), places: places(), matrix, meters }))
  }

  function places(): readonly PlaceView[] {
    const file = contacts.file()
    return [
      placeOf('journal', journalDir),
      ...(profile ? [placeOf('preferences', profile.preferencesFile)] : []),
      ...(file === null ? [] : [placeOf('contacts', file)]),
      ...(matrix.file === null ? [] : [placeOf('matrix', matrix.file)]),
      ...(meters.file === null ? [] : [placeOf('metrics', meters.file)]),
      placeOf('runbooks', join(resourcesDir, 'runbooks'))
    ]
  }

  publish()
  return {
    /** Reads the incidents of the journal for the `profile` feed, and looks again where things lie. */
    async readIncidents(): Promise<void> {
      const journal = await record.journal()
      const incidents = recordedIncidents(journal.records(), (runId) => record.index()?.run(runId) ?? null)
      feeds.update('profile', (view) => ({ ...view, places: places(), incidents }))
    },
    /** @throws FailureError when the file cannot be made or read */
    async editContacts(): Promise<{ readonly text: string | null }> {
      const { file, text } = contacts.forEditing()
      const isOpened = (await profile?.open(file)) ?? false
      return { text: isOpened ? null : text }
    },
    /**
     * Asks outside the window first: whom people call at night, and when the window is a clean one again, is not to be what a
     * page has written.
     * @throws FailureError `badInput` with line and column for a text with a mistake, `cancelled` when it was not agreed to
     */
    async saveContacts(text: string): Promise<null> {
      const next = contacts.check(text)
      const lines = next.map(({ role, when, reach }) => `${role}, ${when}: ${reach.join(', ')}`)
      const detail = [contacts.file() ?? '', '', ...lines].join('\n')
      if (!(await ports.dialogs.confirmTrust({ title: 'Replace the contacts?', detail, action: 'Replace them' })))
        throw new FailureError(failureOf('cancelled', 'The contacts were not replaced.'))
      contacts.save(text)
      return null
    },
    /** @throws FailureError `notFound` while nothing is there */
    show(place: PlaceId): null {
      const found = places().find(({ id }) => id === place)
      if (!profile || found?.exists !== true) {
        throw new FailureError(failureOf('notFound', `Nothing is there yet: ${found?.path ?? place}.`))
      }
      profile.show(found.path)
      return null
    },
    close: () => contacts.close()
  }
}

export type Profile = ReturnType<typeof createProfile>

function placeOf(id: PlaceId, path: string): PlaceView {
  return { id, path, exists: existsSync(path) }
}
