import { expect, it } from 'vitest'
import type { DiffLine } from '../../../contract/index.ts'
import { countChanges } from './count-changes.ts'

const diff = (kinds: string): readonly DiffLine[] =>
  kinds.split('').map((sign) => ({ kind: sign === '-' ? 'removed' : sign === '+' ? 'added' : 'same', text: sign }))

it.each([
  ['', 0],
  ['  ', 0],
  ['-+', 1],
  ['--++', 2],
  ['-+ -+', 2],
  ['+ -', 2],
  ['-+++', 3]
])('counts %j as %i', (kinds, changes) => expect(countChanges(diff(kinds))).toBe(changes))
