import * as z from 'zod/mini'
import type { LeverOption } from '../../../contract/index.ts'

/** How the rollback is armed. */
export const abortChoice = z.strictObject({ by: z.enum(['failedChecks', 'hook']) })
export type AbortChoice = z.infer<typeof abortChoice>

export const optionsTitle = 'How it is armed'

export const abortOptions: readonly LeverOption[] = [
  option(
    'failedChecks',
    'Failed checks',
    'raises the count in the status: nothing has to be taken back',
    'recommended'
  ),
  option(
    'hook',
    'Temporary rollback hook',
    'for who may change Canaries and not their status: has to be taken out again',
    'possible'
  )
]

function option(by: AbortChoice['by'], title: string, text: string, state: LeverOption['state']): LeverOption {
  return {
    id: by,
    choice: { by },
    title,
    text,
    tags: [],
    createdAt: '',
    note: '',
    differs: [],
    evidence: [],
    standing: 'none',
    state
  }
}
