import { expect, it } from 'vitest'
import { chooseJournalPlace } from './journal-place.ts'

it('keeps the journal in the profile, unless a variable names another folder', () => {
  expect(chooseJournalPlace({}, '/profile')).toEqual({ journalDir: '/profile/journal', anyJournalPlace: false })
  expect(chooseJournalPlace({ BACKOUT_JOURNAL_DIR: '' }, '/profile').journalDir).toBe('/profile/journal')
  expect(chooseJournalPlace({ BACKOUT_JOURNAL_DIR: '/disk/journal' }, '/profile').journalDir).toBe('/disk/journal')
})

it('takes any place only when that is said', () => {
  expect(chooseJournalPlace({ BACKOUT_JOURNAL_ANYWHERE: '1' }, '/profile').anyJournalPlace).toBe(true)
  expect(chooseJournalPlace({ BACKOUT_JOURNAL_ANYWHERE: 'yes' }, '/profile').anyJournalPlace).toBe(false)
})

it('refuses a folder that depends on where the app was started', () => {
  expect(() => chooseJournalPlace({ BACKOUT_JOURNAL_DIR: 'journal' }, '/profile')).toThrow(/not an absolute path/)
})
