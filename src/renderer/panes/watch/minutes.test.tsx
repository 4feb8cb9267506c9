import { afterEach, expect, it } from 'vitest'
import { mount, type Mounted } from '../../fixtures/mount.ts'
import { blind, holding } from '../../fixtures/watches.ts'
import { Minutes } from './minutes.tsx'

let mounted: Mounted
afterEach(() => mounted.unmount())

it('says how long nothing was read, and not how many minutes had some of it', () => {
  const begun = { ...holding, watchedMs: 140_000, blindMs: 2_000, minutes: ['blind', 'quiet', 'blind'] as const }
  mounted = mount(<Minutes watch={begun} />)
  expect(mounted.find('watch-minutes').textContent).toContain('2 s not read, which does not count')
  mounted.unmount()
  mounted = mount(<Minutes watch={blind} />)
  expect(mounted.find('watch-minutes').textContent).toContain('4 min not read')
})

it('says how long an alarm was on, and not how many minutes had some of it', () => {
  const short = { ...holding, alarmMs: 60_000, notes: [], minutes: ['alarm', 'alarm', 'alarm', 'quiet'] as const }
  mounted = mount(<Minutes watch={short} />)
  expect(mounted.find('watch-minutes').textContent).toContain('1 min with an alarm')
  expect(mounted.find('watch-minutes').textContent).not.toContain('3 min')
})
