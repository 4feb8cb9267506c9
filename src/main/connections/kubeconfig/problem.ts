import { FailureError, failureOf } from '../../../contract/index.ts'

/** A kubeconfig that cannot be imported, as an error that names the place and the way out. */
export function problem(where: string, what: string, remedy: string): FailureError {
  return new FailureError(failureOf('badInput', `${where}: ${what}`, { remedy }))
}
