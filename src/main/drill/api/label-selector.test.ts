import { expect, test } from 'vitest'
import { formatLabelSelector, parseLabelSelector } from './label-selector.ts'

const labels = { app: 'web', tier: 'front', size: '3' }

test.each([
  ['', true],
  ['app=web', true],
  ['app==web,tier!=back', true],
  ['app in (web, api)', true],
  ['app notin (web)', false],
  ['missing notin (web)', true],
  ['app', true],
  ['!app', false],
  ['!missing,app', true],
  ['size>2', true],
  ['size<2', false],
  ['app=', false],
  ['constructor', false],
  ['!toString', true]
])('%s selects: %s', (selector, expected) => {
  expect(parseLabelSelector(selector)(labels)).toBe(expected)
})

test.each([
  ['==', "found '==', expected: !, identifier, or 'end of string'"],
  ['app in web', "found 'web', expected: '('"],
  ['app web', "found 'web', expected: in, notin, =, ==, !=, gt, lt"],
  ['app=web,', "found '', expected: identifier after ,"],
  ['app in (', "found '', expected: identifier"]
])('%s is refused', (selector, message) => {
  expect(() => parseLabelSelector(selector)).toThrow(message)
})

test('shows a selector as listings do', () => {
  const matchExpressions = [{ key: 'b', operator: 'In', values: ['y', 'x'] }]
  expect(formatLabelSelector({ matchLabels: { c: '1', a: '2' }, matchExpressions })).toBe('a=2,b in (x,y),c=1')
})
