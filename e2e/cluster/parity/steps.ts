import { collection } from './steps/collection.ts'
import { errors } from './steps/errors.ts'
import { lists } from './steps/lists.ts'
import { patches } from './steps/patches.ts'
import { reads } from './steps/reads.ts'
import { refusals } from './steps/refusals.ts'
import { rollouts } from './steps/rollouts.ts'
import type { Step } from './steps/step.ts'
import { values } from './steps/values.ts'

/** In order: each one acts on what the ones before it left. */
export const steps: readonly Step[] = [
  ...reads,
  ...patches,
  ...errors,
  ...lists,
  ...values,
  ...refusals,
  ...rollouts,
  ...collection
]
