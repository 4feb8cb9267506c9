import { failureOf, type Failure, type FailureCode } from '../../../contract/index.ts'
import { stringAt } from '../../lib/json-access.ts'
import { parsedJson } from '../../lib/parsed-json.ts'
import { visibleText } from '../../lib/visible-text.ts'
import { signInText, type MetricsAddress } from './metrics-address.ts'

export interface RefusedReading {
  readonly address: MetricsAddress
  readonly environmentName: string
  /** Whose tokens were sent, where an account of Azure signs in. */
  readonly who?: string
  readonly status: number
  /** The answer's text, without credentials: Prometheus' error as JSON, a gateway's page, or anything. */
  readonly body: string
}

/** What an answer other than 200 of a Prometheus at an address of its own means, and the way out. */
export function metricsRefusal({ address, environmentName, who, status, body }: RefusedReading): Failure {
  const { host, pathname } = new URL(address.url)
  const told = messageIn(body)
  const because = told === '' ? '.' : `: ${told.replace(/\.?$/, '.')}`
  const [code, text, remedy] = meaning(status, address, pathname, who)
  return failureOf(code, `Prometheus at ${host} ${text}${because}`, {
    address: { verb: 'get', resource: 'prometheus', name: host, environment: environmentName, status },
    retryable: status === 408 || status === 429 || status >= 500,
    ...(remedy === undefined ? {} : { remedy })
  })
}

/** What has to be given in Azure, to whom, on what (Microsoft Learn, built-in roles: Monitoring Data Reader). */
const missingRole =
  'Give it the role Monitoring Data Reader on the Azure Monitor workspace (Access control in the portal), wait some minutes, or choose another account.'

function meaning(
  status: number,
  address: MetricsAddress,
  path: string,
  who: string | undefined
): readonly [FailureCode, string, string?] {
  const how = signInText(address, who)
  if (address.signIn === 'azure' && status === 401)
    return ['unauthorized', `did not take us in ${how} (401)`, 'Sign in again, or choose an account of its tenant.']
  if (address.signIn === 'azure' && status === 403) return ['forbidden', `refused to be read ${how} (403)`, missingRole]
  if (status === 401)
    return address.signIn === 'none'
      ? ['unauthorized', 'wants a sign-in (401)', 'Choose how to sign in beside its address.']
      : ['unauthorized', `did not take us in ${how} (401)`, 'Type the token or the password again.']
  if (status === 403) return ['forbidden', `refused to be read ${how} (403)`, 'Use credentials that may query it.']
  if (status === 404 || (status >= 300 && status < 400))
    return [
      'notFound',
      `${status === 404 ? 'has nothing' : 'answers with a redirect, which is not followed,'} below ${path === '/' ? 'its root' : path} (${status})`,
      'Correct the path of its address, such as /prometheus for Mimir or /select/0/prometheus for VictoriaMetrics.'
    ]
  if (status === 400 || status === 422) return ['invalid', `refused the query (${status})`]
  if (status === 408 || status === 504) return ['timeout', `did not answer in time (${status})`]
  if (status === 429) return ['rateLimited', 'asks for fewer requests (429)', 'Wait; it is asked again later.']
  return [status >= 500 ? 'server' : 'internal', `answered with status ${status}`]
}

/** The message of Prometheus' JSON error, or of what stands in front of it in plain text; never a page. */
function messageIn(body: string): string {
  const json = parsedJson(body)
  if (json !== undefined)
    return visibleText(stringAt(json, 'error') || stringAt(json, 'message') || stringAt(json, 'error', 'message'), 300)
  return /^\s*</.test(body) ? '' : visibleText(body.trim(), 300)
}
