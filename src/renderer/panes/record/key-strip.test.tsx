import { afterEach, expect, it } from 'vitest'
import type { Run } from '../../../contract/index.ts'
import { mount, setFeeds, type Mounted } from '../../fixtures/mount.ts'
import { arming, notProved, proved, running, stoppedBetween } from '../../fixtures/runs.ts'
import { atRest, playing } from '../../fixtures/practice.ts'
import { drillShell, shell } from '../../fixtures/shell.ts'
import { KeyStrip } from './key-strip.tsx'

let mounted: Mounted
afterEach(() => mounted.unmount())

/** The keys that are there for a run, as they stand. */
function keysOf(run: Run | null): readonly string[] {
  setFeeds({ shell, run })
  mounted = mount(<KeyStrip />)
  const rows = [...mounted.page.querySelectorAll('li')].map((row) => row.textContent)
  return rows.filter((row) => /^[fwrzv] /.test(row))
}

it.each<[string, Run | null, readonly string[]]>([
  ['nothing runs', null, []],
  ['it can be cancelled', arming, []],
  ['it runs', running, ['f stop waiting']],
  ['it stopped half-way', stoppedBetween, ['r plan what is left', 'z plan the way back']],
  ['it is not proved', notProved, ['w prove again', 'z plan the way back', 'v vouch for it']],
  ['it is proved', proved, ['z undo this']]
])('says first which keys go on while %s', (_when, run, keys) => {
  expect(keysOf(run)).toEqual(keys)
})

it('names a key only where it does something', () => {
  const seen = (feeds: Parameters<typeof setFeeds>[0]): string => {
    setFeeds(feeds)
    mounted = mount(<KeyStrip />)
    return [...mounted.page.querySelectorAll('kbd')].map((cap) => cap.textContent).join(' ')
  }
  expect(seen({ shell, run: null, practice: atRest, debts: [] })).toBe('a y u t l b g s q j k space n 0 esc ?')
  mounted.unmount()
  expect(seen({ shell: drillShell, run: null, practice: playing, debts: [] })).toMatch(/^a h y /)
})
