import { suspensionLever } from '../canary-frame/index.ts'
import { suspendStand } from './judge.ts'

/** Holds everything as it is: Flagger neither goes on with a release nor rolls it back until it is resumed. */
export const canarySuspend = suspensionLever({
  id: 'canarySuspend',
  title: 'Suspend the Canary',
  verb: 'suspend the Canary',
  to: true,
  inverse: 'canaryResume',
  stepId: 'suspend',
  scenarios: { helps: ['canary-failing-10'], refused: ['suspended-and-forgotten'] },
  notNeeded: 'The Canary is suspended already.',
  standOf: suspendStand
})
