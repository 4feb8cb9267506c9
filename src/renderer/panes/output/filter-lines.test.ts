import { expect, it } from 'vitest'
import type { OutputLine } from '../../../contract/index.ts'
import { filterLines } from './filter-lines.ts'

const line = (source: string, level: OutputLine['level'], text: string): OutputLine => ({ source, at: '', level, text })
const lines = [
  line('a', 'info', 'GET /cart 200'),
  line('a', 'error', 'GET /cart 500: no route to payments'),
  line('b', 'warn', 'retrying payments'),
  line('b', '', 'plain')
]

it.each([
  [{}, 4],
  [{ source: 'a' }, 2],
  [{ level: 'error' as const }, 1],
  [{ level: 'warn' as const }, 2],
  [{ text: 'PAYMENTS' }, 2],
  [{ text: 'payments route' }, 1],
  [{ source: 'b', text: 'route' }, 0]
])('lets through what %o asks for', (filter, count) => {
  expect(filterLines(lines, { source: '', level: 'all', text: '', ...filter })).toHaveLength(count)
})
