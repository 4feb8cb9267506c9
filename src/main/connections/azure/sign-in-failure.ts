import { asFailure, FailureError, failureOf } from '../../../contract/index.ts'
import { visibleText } from '../../lib/visible-text.ts'
import type { AzureProof } from './azure-identity.ts'
import { openedTls } from './arm-answer.ts'
import { refusalWords } from './sign-in-words.ts'
import type { WatchedNetwork } from './watched-network.ts'

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
 * @param network what came of the last request; the packages put it into words in which it is lost
 */
export function signInFailure(
  error: unknown,
  way: AzureProof['way'],
  network: Pick<WatchedNetwork, 'lost' | 'turnedAway'>
): FailureError {
  const lost = network.lost()
  if (error instanceof FailureError)
    return error.failure.code === 'missing' && (way === 'browser' || way === 'deviceCode')
      ? new SignInError(error.failure, true, { cause: error })
      : error
  if (lost instanceof FailureError) return lost
  const message = network.turnedAway() || asFailure(error).message
  const unreachable = lost ?? (/endpoints_resolution_error|network_error/.test(message) ? error : undefined)
  if (unreachable !== undefined) {
    const why = visibleText(unreachable instanceof Error ? unreachable.message : message, 300)
    const text = `The sign-in of Azure cannot be reached: ${why}.`.replace(/\.\.$/, '.')
    const isOpened = lost?.kind === 'tls'
    const remedy = isOpened ? openedTls : (lost?.remedy ?? 'Check the network, the name servers and the proxy.')
    const failure = failureOf(isOpened ? 'tls' : 'unreachable', text, { remedy, retryable: !isOpened })
    return new FailureError(failure, { cause: error })
  }
  const { words, said } = refusalWords(message, way)
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
