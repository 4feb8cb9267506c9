import { failureOf, type Failure, type Run } from '../../contract/index.ts'

/** Why a run cannot be vouched for; null when it can be. Pure. */
export function vouchingProblem(run: Run): Failure | null {
  if (run.checks.some(({ status, blocks }) => status === 'False' && blocks)) {
    const text = 'What is measured speaks against it: that cannot be vouched for.'
    return failureOf('refused', text, { remedy: 'Prove it again once it is well.' })
  }
  const isOpen = run.state === 'settled' && !run.proved && run.attested === null && !run.overtaken
  if (isOpen && run.attempts.some(({ outcome }) => outcome === 'succeeded')) return null
  return failureOf('refused', 'Only a change that took effect and was not proved can be vouched for.')
}
