import { expect, test } from 'vitest'
import type { Target } from '../../../contract/index.ts'
import type { ReadPlace } from '../../ports/place.ts'
import type { DoStep } from '../../ports/step.ts'
import { jsonPatchRequest } from './json-patch-request.ts'
import { previewPatches } from './preview-patch.ts'
import { targetPath } from './target-path.ts'

const whole = { cluster: 'c', group: 'argoproj.io', version: 'v1alpha1', resource: 'rollouts' } as const
const target: Target = { api: 'kubernetes', ...whole, subresource: 'status', namespace: 'shop', name: 'cart', uid: 'u' }

/** The lines that are logged while a command is tried. */
async function triedAs(command: string): Promise<readonly string[]> {
  const lines: string[] = []
  const reader = {
    async preview(_request: unknown, { command: line }: { command: string }) {
      lines.push(line)
      return { durationMs: 3 }
    }
  } as unknown as ReadPlace['reader']
  const sends = { kind: 'fixed', request: jsonPatchRequest(targetPath(target), '[{"op":"add"}]') } as const
  const step = { command, target, facts: { context: 'prod' }, sends } as unknown as DoStep
  await previewPatches([step], { reader, user: 'me' }, () => ({ outcome: 'succeeded' }), new AbortController().signal)
  return lines
}

test('a command is tried by the same with a dry run', async () => {
  expect(await triedAs('kubectl --context prod -n shop rollout undo deployment/cart')).toEqual([
    'kubectl --context prod -n shop rollout undo deployment/cart --dry-run=server'
  ])
})

test('a plugin has no dry run: it is tried by the patch that it sends', async () => {
  expect(await triedAs('kubectl argo rollouts abort cart --context prod -n shop')).toEqual([
    `kubectl --context prod -n shop patch rollouts.argoproj.io cart --subresource=status --type=json -p '[{"op":"add"}]' --dry-run=server`
  ])
})
