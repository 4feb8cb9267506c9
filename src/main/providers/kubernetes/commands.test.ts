import { expect, it } from 'vitest'
import { commandLine } from '../../lib/shell-quote.ts'
import { undoArgv } from './commands.ts'

it('has no flag in front of the name of a plugin: kubectl finds none behind it', () => {
  const place = { context: 'our prod', ref: { namespace: 'shop', name: 'cart', kind: 'Rollout' } } as const
  expect(commandLine(undoArgv(place, 3))).toBe(
    "kubectl argo rollouts undo cart --to-revision=3 --context 'our prod' -n shop"
  )
})
