import { expect, it } from 'vitest'
import { recentShell } from '../../fixtures/shell.ts'
import { nowAt } from '../../fixtures/times.ts'
import { recentText } from './recent-text.ts'

const now = Date.parse(nowAt)
const [going, proved] = recentShell.recentRuns

it('says what goes on, how far it is, and since when', () => {
  if (!going) throw new Error('no run')
  expect(recentText(going, now)).toBe('▶ Rolling back checkout, being proved, approved 36 s ago')
  expect(recentText({ ...going, state: 'sending' }, now)).toContain('under way')
})

it('says what was proved and how long it is watched for, until that is over', () => {
  if (!proved) throw new Error('no run')
  expect(recentText(proved, now)).toBe('✓ Rolled back 3 min ago, 27 min of watch left')
  expect(recentText(proved, now + 1_621_000)).toBeNull()
  expect(recentText({ ...proved, proved: false }, now)).toBeNull()
})
