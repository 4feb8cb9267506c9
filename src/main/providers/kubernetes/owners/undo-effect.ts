import { at, numberAt, stringAt } from '../../../lib/json-access.ts'
import type { KubeObject } from '../../../ports/kube.ts'

type Role = 'target' | 'primary'

/** What a Canary is doing, as far as an undo of its workloads depends on it. */
type Stage = 'suspended' | 'trial' | 'gate' | 'promoting' | 'rest' | 'failedAnalysis' | 'failedPromotion'

/**
 * What an undo of a Canary's workload would do now, by the phase of the Canary, and what to do in its place, in sentences; null where the phase does not say.
 * fluxcd/flagger pkg/canary/spec.go hasSpecChanged; pkg/controller/scheduler.go advanceCanary, rollback, handleFailedPromotion;
 * pkg/canary/deployment_controller.go Promote
 */
export function undoEffect(canary: KubeObject, role: Role): string | null {
  const stage = stageOf(canary)
  return stage === null ? null : `${effects[role][stage]} ${insteadAt(stage)}`
}

/** What to do in its place: where Flagger has rolled back, there is nothing to abort. */
function insteadAt(stage: Stage): string {
  return stage === 'failedAnalysis'
    ? 'Flagger has rolled it back: take the release out of its source.'
    : 'Abort or roll back through the Canary instead.'
}

/** The same while nobody does what the Canary asks for. @param dead why that is so, a sentence */
export function undoWithoutFlagger(role: Role, dead: string): string {
  return role === 'target'
    ? `${dead} An undo here moves no traffic: who is on this Deployment now gets what it brings, and any other template than the promoted one is taken for one more release once Flagger is back. Abort or roll back through the Canary instead.`
    : `${dead} An undo here is not in the Canary, and the next promotion overwrites it once Flagger is back. Abort or roll back through the Canary instead.`
}

/** Weight in the phase Failed is that of a promotion that failed: since Flagger 1.44 users are then on the target. */
function stageOf(canary: KubeObject): Stage | null {
  if (at(canary, 'spec', 'suspend') === true) return 'suspended'
  switch (stringAt(canary, 'status', 'phase')) {
    case 'Progressing':
    case 'WaitingPromotion':
      return 'trial'
    case 'Waiting':
      return 'gate'
    case 'Promoting':
    case 'Finalising':
      return 'promoting'
    case 'Initialized':
    case 'Succeeded':
      return 'rest'
    case 'Failed':
      return (numberAt(canary, 'status', 'canaryWeight') ?? 0) > 0 ? 'failedPromotion' : 'failedAnalysis'
    default:
      return null
  }
}

const effects: Readonly<Record<Role, Readonly<Record<Stage, string>>>> = {
  target: {
    suspended:
      'The Canary is suspended: an undo here moves no traffic: who is on this Deployment now gets what it brings, and any other template than the promoted one is taken for one more release once it is resumed.',
    trial:
      'A release is on trial now: an undo here moves no traffic. To the template that is promoted, the run goes on with it at the present weight; to any other one, also one that already failed, the run begins again.',
    gate: 'The Canary waits for its gate, and all users are on the primary: an undo here changes nothing for them, and is what is analysed once the gate opens.',
    promoting:
      'The release has been copied to the primary already: an undo here does not stop that, and starts a slow canary run of its own once users are on the primary.',
    rest: 'No release is on trial, and all users are on the primary: an undo here helps none of them, and starts a whole canary run, minutes to hours.',
    failedAnalysis:
      'The release has failed, and all users are on the primary again: an undo here helps none of them, and to any other template than the promoted one it starts a new canary run.',
    failedPromotion:
      'The promotion failed, and users are on this Deployment: an undo to any other template than the promoted one may lead all of them to the primary, which failed.'
  },
  primary: {
    suspended:
      'The Canary is suspended: an undo of this primary is not in the Canary, and the first promotion after it is resumed overwrites it.',
    trial:
      'A release is on trial now, and all other users are on this primary, which is not the release: an undo takes them to something older, and a promotion overwrites it.',
    gate: 'The Canary waits for its gate, and all users are on this primary, which is not the new release: an undo takes them to something older, and a promotion overwrites it.',
    promoting:
      'The release has just been copied to this primary: an undo here is not in the Canary, while Flagger goes on leading users to it, and the next promotion overwrites it.',
    rest: 'All users are on this primary: an undo reaches them, but is not in the Canary, which goes on calling the present release promoted, and the next promotion overwrites it.',
    failedAnalysis:
      'The release has failed, and all users are on this primary, which is not that release: an undo takes them to something older.',
    failedPromotion:
      'The promotion failed, and users are on the target, not on this primary: an undo here reaches none of them, and is not in the Canary.'
  }
}
