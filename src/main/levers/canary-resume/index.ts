import { suspensionLever } from '../canary-frame/index.ts'
import { resumeStand } from './judge.ts'

/** Lets Flagger act on a suspended Canary again: it settles what a suspension owes. */
export const canaryResume = suspensionLever({
  id: 'canaryResume',
  title: 'Resume the Canary',
  verb: 'resume the Canary',
  to: false,
  inverse: 'canarySuspend',
  stepId: 'resume',
  scenarios: { helps: ['suspended-and-forgotten'], refused: ['canary-failing-30'] },
  notNeeded: 'The Canary is not suspended.',
  standOf: resumeStand
})
