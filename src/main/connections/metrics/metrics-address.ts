import { FailureError, failureOf, type ChosenPrometheus } from '../../../contract/index.ts'
import { serverProblem } from '../kubeconfig/server-url.ts'

/** A Prometheus at an address of its own, as somebody chose it. */
export type MetricsAddress = Extract<ChosenPrometheus, { readonly url: string }>

/** What people copy along with the address: the API, or the page of a query. */
const behind = /\/(api\/v1(\/[\w/]*)?|graph|query|-\/ready)?\/*$/

/**
 * The address in its one form: lower-case host, no slash at the end, without the part of the API that was copied along.
 * @throws FailureError `badInput` for one that is never used, with the reason.
 */
export function metricsAddress(text: string): string {
  const trimmed = text.trim()
  const problem = serverProblem(trimmed)
  if (problem !== undefined)
    throw new FailureError(
      failureOf(
        'badInput',
        `The address of Prometheus is not used. ${problem.replace('The cluster has no server.', 'It is empty.')}`,
        {
          remedy: 'Type it as https://HOST or https://HOST/PATH, below which /api/v1/query is served.'
        }
      )
    )
  return new URL(trimmed).href.replace(behind, '')
}

/** How one signs in there, in words; never the secret. `who`: whose tokens are sent, where an account of Azure signs in. */
export function signInText({ signIn, user = '', tenant }: Omit<MetricsAddress, 'url'>, who = 'somebody'): string {
  const how = {
    none: 'without a sign-in',
    bearer: 'with a bearer token',
    basic: `as ${user}, with a password`,
    certificate: 'with a client certificate',
    azure: `with tokens of Azure, as ${who}`
  }[signIn]
  return tenant === undefined ? how : `${how}, for tenant ${tenant}`
}
