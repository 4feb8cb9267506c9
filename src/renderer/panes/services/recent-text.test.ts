import { expect, it } from 'vitest'
import { recentShell } from '../../fixtures/shell.ts'
import { holding, over } from '../../fixtures/watches.ts'
import { nowAt } from '../../fixtures/times.ts'
import { recentText } from './recent-text.ts'

const now = Date.parse(nowAt)
const [going, proved] = recentShell.recentRuns

it('says what goes on, how far it is, and since when', () => {
  if (!going) throw new Error('no run')
  expect(recentText(going, null, now)).toBe('▶ Rolling back checkout, being proved, approved 36 s ago')
  expect(recentText({ ...going, state: 'sending' }, null, now)).toContain('under way')
})

it('says what was proved and how long it is watched for, until that is over', () => {
  if (!proved) throw new Error('no run')
  expect(recentText(proved, holding, now)).toBe('✓ Rolled back 3 min ago. Holding, 12 min left, 0 restarts.')
  expect(recentText(proved, over, now)).toBeNull()
  expect(recentText({ ...proved, proved: false }, holding, now)).toBeNull()
})

it('says what was sent and is not proved, whoever comes to it from another service', () => {
  if (!proved) throw new Error('no run')
  const open = { ...proved, proved: false, open: 'notProved' } as const
  expect(recentText(open, null, now)).toBe('! Roll back basket to revision 12: sent and not proved, ended 3 min ago')
  expect(recentText({ ...open, open: 'halfWay' }, null, now)).toContain('stopped half-way 3 min ago')
  expect(recentText(open, null, now + 7 * 3_600_000)).toBeNull()
})
