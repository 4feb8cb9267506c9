import * as z from 'zod/mini'
import type { LeverOption } from '../../../contract/index.ts'
import { parsedJson } from '../../lib/parsed-json.ts'
import type { World } from '../../ports/lever.ts'
import { deploymentRollback } from '../deployment-rollback/index.ts'
import { reconcilerChoice, type ReconcilerChoice } from '../gitops-suspend/index.ts'

/**
 * To which revision, and on the way back what goes on afterwards: a list of reconcilers as JSON. Without one, whatever puts
 * the change back is held first.
 */
export const heldChoice = z.strictObject({
  revision: z.number().check(z.int(), z.minimum(1)),
  resumes: z.string()
})

/** What goes on after the undo, in the order in which it does; empty on the way there. */
export function resumesIn({ resumes }: z.infer<typeof heldChoice>): readonly ReconcilerChoice[] {
  const read = z.array(reconcilerChoice).safeParse(resumes === '' ? [] : parsedJson(resumes))
  return read.success ? read.data : []
}

/** Every revision of the Deployment, as the plain undo has them. */
export function heldOptions(world: World): readonly LeverOption[] {
  return deploymentRollback.options(world).map((option) => ({ ...option, choice: { ...option.choice, resumes: '' } }))
}
