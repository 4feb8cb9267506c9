import { asFailure, FailureError, failureOf } from '../../../contract/index.ts'
import { visibleText } from '../../lib/visible-text.ts'
import { TransportError } from '../http/transport-error.ts'
import type { AzureProof } from './azure-identity.ts'
import { wordsOf } from './sign-in-words.ts'

/** Why nobody was let in, and whether only a person can go on. */
export class SignInError extends FailureError {
  readonly wantsPerson: boolean

  constructor(failure: FailureError['failure'], wantsPerson: boolean, options?: ErrorOptions) {
    super(failure, options)
    this.wantsPerson = wantsPerson
  }
}

/**
 * What a package threw while it signed in, in words.
 * @param lost what kept the last request from being answered; the packages put it into words in which it is lost
 */
export function signInFailure(
  error: unknown,
  way: AzureProof['way'],
  lost: TransportError | FailureError | undefined
): FailureError {
  if (error instanceof FailureError)
    return error.failure.code === 'missing' && (way === 'browser' || way === 'deviceCode')
      ? new SignInError(error.failure, true, { cause: error })
      : error
  if (lost instanceof FailureError) return lost
  const { message } = asFailure(error)
  const unreachable = lost ?? (/endpoints_resolution_error|network_error/.test(message) ? error : undefined)
  if (unreachable !== undefined) {
    const why = visibleText(unreachable instanceof Error ? unreachable.message : message, 300)
    const text = `The sign-in of Azure cannot be reached: ${why}.`.replace(/\.\.$/, '.')
    const remedy = lost?.remedy ?? 'Check the network, the name servers and the proxy.'
    return new FailureError(failureOf('unreachable', text, { remedy, retryable: true }), { cause: error })
  }
  const { words, said } = wordsOf(message, way)
  const text = `Azure does not let ${subject[way]} in: ${words.text}${said === '' ? '' : ` (${said})`}.`
  const failure = failureOf(words.code, text, { remedy: words.remedy, causes: [visibleText(message, 300)] })
  return new SignInError(failure, words.wantsPerson === true, { cause: error })
}

const subject: Readonly<Record<AzureProof['way'], string>> = {
  browser: 'you',
  deviceCode: 'you',
  cli: 'the session of az',
  secret: 'the application',
  certificate: 'the application',
  workload: 'the application'
}

/** What answered in the place of the sign-in: a page of a network that wants something first. */
export function portalFailure(contentType: string): FailureError {
  const text = `What answered for the sign-in of Azure is something else (${visibleText(contentType || 'no content type', 80)}).`
  const remedy = 'Open a page in the browser: a network often wants its own sign-in first. Look at the proxy too.'
  return new FailureError(failureOf('server', text, { remedy, retryable: true }))
}
