import { expect, it } from 'vitest'
import { secretArguments, shownArguments } from './secret-arguments.ts'

it('hides the values of flags that carry credentials, and nothing else', () => {
  const args = ['get-token', '--login', 'spn', '--client-secret', 'hunter22', '--password=p=w', '--server-id', 'abc']
  expect(shownArguments(args)).toEqual([
    'get-token',
    '--login',
    'spn',
    '--client-secret',
    '[hidden]',
    '--password=[hidden]',
    '--server-id',
    'abc'
  ])
  expect(secretArguments(args)).toEqual(['hunter22', 'p=w'])
})

it('does not take the next flag for a value, and makes the rest visible', () => {
  const args = ['--token', '--verbose', '--token-cache-dir', '/var/cache', 'a\u202eb']
  expect(shownArguments(args)).toEqual(['--token', '--verbose', '--token-cache-dir', '/var/cache', 'a\\u{202e}b'])
  expect(secretArguments(args)).toEqual([])
})
