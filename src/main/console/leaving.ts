import type { EnvironmentView, Run } from '../../contract/index.ts'
import { FailureError, failureOf } from '../../contract/index.ts'

/**
 * A verification goes on when its service is left; while a request may be on its way somebody has to look.
 * @param run the one on the screen, null for none
 * @throws FailureError `refused`
 */
export function refuseWhileActing(run: Run | null): void {
  if (!run || run.state === 'settled' || run.state === 'verifying') return
  throw new FailureError(
    failureOf('refused', `"${run.words.title}" is under way.`, {
      remedy: 'Wait until it has settled, or stop it first.'
    })
  )
}

/**
 * Nobody is to find themselves in a drill who has just been in production.
 * @param view what is open, null for nothing
 * @throws FailureError `refused`
 */
export function refuseToLeave(view: EnvironmentView | null, run: Run | null): void {
  if (!view || view.kind === 'drill') return
  const goesOn = run && run.state !== 'settled' ? ` "${run.words.title}" is still being proved there, and goes on.` : ''
  const remedy = 'Confirm that you leave it. One click brings it back.'
  throw new FailureError(failureOf('refused', `${view.name} (${view.kind}) is open.${goesOn}`, { remedy }))
}

/**
 * What a person agreed to was for the environment that they were told.
 * @param open what is open by now
 * @throws FailureError `conflict`
 */
export function refuseOther(open: EnvironmentView, of: EnvironmentView): void {
  if (open.id === of.id) return
  throw new FailureError(failureOf('conflict', `${of.name} is not open any more.`))
}
