import { expect, it } from 'vitest'
import { commandLine } from '../../lib/shell-quote.ts'
import { dryRunLine, undoArgv } from './commands.ts'

const place = { context: 'our prod', ref: { namespace: 'shop', name: 'cart', kind: 'Rollout' } } as const
const path = '/apis/argoproj.io/v1alpha1/namespaces/shop/rollouts/cart'

it('has no flag in front of the name of a plugin: kubectl finds none behind it', () => {
  expect(commandLine(undoArgv(place, 3))).toBe(
    "kubectl argo rollouts --context 'our prod' -n shop undo cart --to-revision=3"
  )
})

it('asks for a dry run of what the plugin sends as a patch: the plugin has none', () => {
  const undo = commandLine(undoArgv(place, 3))
  expect(dryRunLine(undo, { path, contentType: 'application/json-patch+json' })).toBe(
    "kubectl --context 'our prod' -n shop patch rollouts.argoproj.io cart --type=json --patch-file=cart.json --dry-run=server"
  )
  const abort = undo.replace(/undo.*/, 'abort cart')
  expect(dryRunLine(abort, { path: `${path}/status`, contentType: 'application/merge-patch+json' })).toContain(
    ' patch rollouts.argoproj.io cart --subresource=status --type=merge '
  )
  const plain = commandLine(undoArgv({ ...place, ref: { namespace: 'shop', name: 'cart' } }, 3))
  expect(dryRunLine(plain, { path })).toBe(`${plain} --dry-run=server`)
})
