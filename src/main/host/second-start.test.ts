import { expect, it } from 'vitest'
import { readCommandLine } from './command-line.ts'
import { askedOf, notStarted } from './second-start.ts'

it.each<[readonly string[], string]>([
  [[], ''],
  [['--no-drill'], ''],
  [['--drill'], ''],
  [['--scenario', 'bad-deploy'], 'The exercise of --scenario bad-deploy was not started.'],
  [['--seed', '7'], 'The exercise of --seed was not started.'],
  [['--scenario', '<b>'], ''],
  [['--kubeconfig', '/home/me/<b>', '--context', 'x'], 'The cluster of --kubeconfig was not opened.'],
  [['--help'], '']
])('of %j says %j', (argv, said) => {
  expect(notStarted(askedOf(readCommandLine(argv, { drill: true, cwd: '/' })))).toBe(said)
})

it.each([undefined, null, {}, [], 7, '', 'bad-deploy" or <b>', 'constructor'])(
  'takes %j of another process for nothing',
  (asked) => {
    expect(notStarted(asked)).toBe('')
  }
)
