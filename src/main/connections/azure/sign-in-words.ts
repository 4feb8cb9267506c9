import type { FailureCode } from '../../../contract/index.ts'
import type { AzureProof } from './azure-identity.ts'

/** What one of Entra's errors means for whoever signs in. */
export interface SignInWords {
  readonly code: FailureCode
  /** Follows nothing: a whole clause, without a full stop. */
  readonly text: string
  readonly remedy: string
  /** Only a person can go on, by signing in again. */
  readonly wantsPerson?: true
}

const again = 'Sign in again before anything is approved.'

/** Microsoft Learn, Microsoft Entra authentication and authorization error codes; numbers without `AADSTS`. */
const byNumber: Readonly<Record<string, SignInWords>> = {
  ...sameFor(['50072', '50074', '50076', '50079'], {
    code: 'unauthorized',
    text: 'a second factor is wanted, which only a person can give',
    remedy: again,
    wantsPerson: true
  }),
  ...sameFor(['65001', '65004', '90094'], {
    code: 'forbidden',
    text: 'nobody has agreed yet that this application may act in this tenant',
    remedy:
      'Have an administrator of the tenant consent to the application, or sign in in the browser and consent there.',
    wantsPerson: true
  }),
  ...sameFor(['53003', '530031', '530032'], {
    code: 'forbidden',
    text: 'a Conditional Access policy of the tenant does not allow this sign-in',
    remedy:
      'Sign in in the browser from a device and a network that the policy allows. A code is often not allowed at all.',
    wantsPerson: true
  }),
  ...sameFor(['53000', '53001', '53002'], {
    code: 'forbidden',
    text: 'a Conditional Access policy wants a device that the tenant manages',
    remedy: 'Sign in in the browser of such a device, or with az there.',
    wantsPerson: true
  }),
  ...sameFor(['7000222'], {
    code: 'expired',
    text: "the application's secret has ended",
    remedy: 'Have a new secret made for the application, and sign in with that one.'
  }),
  ...sameFor(['7000215'], {
    code: 'unauthorized',
    text: "that is not the application's secret",
    remedy: "Use the secret's value, not its id."
  }),
  ...sameFor(['700027', '7000214', '700024'], {
    code: 'unauthorized',
    text: 'what was signed is by no key of the application, or is over',
    remedy: 'Look whether this certificate is one of the application, and whether it has ended.'
  }),
  ...sameFor(['700211', '700212', '700213', '70021'], {
    code: 'unauthorized',
    text: 'the application trusts no token of this issuer and subject',
    remedy: 'Compare issuer, subject and audience with the federated credential of the application.'
  }),
  ...sameFor(['90002', '900023', '900021', '50059'], {
    code: 'notFound',
    text: 'there is no such tenant in this cloud',
    remedy: 'Compare the tenant id with the one that the portal shows, and look whether the cloud is the right one.'
  }),
  ...sameFor(['50020', '50034', '50177', '51004'], {
    code: 'unauthorized',
    text: 'this account is not known in this tenant',
    remedy: 'Choose another account, or the tenant of this one.',
    wantsPerson: true
  }),
  ...sameFor(['700016', '7000218', '7000112'], {
    code: 'unauthorized',
    text: 'this application is not known in this tenant, or may not sign in in this way',
    remedy: 'Compare the application id with the one that the portal shows for this tenant.'
  }),
  ...sameFor(['50105'], {
    code: 'forbidden',
    text: 'this account is not assigned to the application',
    remedy: 'Have it assigned, or choose another account.'
  }),
  ...sameFor(['70008', '700082', '700084', '70043', '50173', '50078', '50133', '54005'], {
    code: 'unauthorized',
    text: 'the sign-in has ended, or was taken back',
    remedy: again,
    wantsPerson: true
  }),
  ...sameFor(['70019', '70020'], {
    code: 'timeout',
    text: 'the code has ended before anybody entered it',
    remedy: 'Sign in again, and enter the new one in time.'
  }),
  ...sameFor(['50011'], {
    code: 'refused',
    text: 'the application may not send a browser back to this computer',
    remedy: 'Have http://localhost added to its redirect addresses for desktop applications, or use a code.'
  })
}

function sameFor(numbers: readonly string[], words: SignInWords): Readonly<Record<string, SignInWords>> {
  return Object.fromEntries(numbers.map((number) => [number, words]))
}

/**
 * What the text of a refused sign-in means. The number is looked for first: the words before it differ between packages.
 * @returns words, and the number or the protocol's own word, as it is to be shown; '' where none was said
 */
export function refusalWords(
  message: string,
  way: AzureProof['way']
): { readonly words: SignInWords; readonly said: string } {
  const numbers = [...message.matchAll(/(?:AADSTS|\b)(\d{5,7})\b/g)].map(([, number = '']) => number)
  for (const number of numbers) {
    const words = byNumber[number]
    if (words) return { words: forWay(words, way), said: `AADSTS${number}` }
  }
  if (/az login|no subscription|not logged in/i.test(message) && way === 'cli')
    return {
      words: {
        code: 'unauthorized',
        text: 'az is not signed in',
        remedy: 'Run az login in a terminal, for this tenant and this cloud, and try again.'
      },
      said: ''
    }
  const [protocol = ''] =
    /\b(?:access_denied|interaction_required|login_required|consent_required|invalid_grant|invalid_client|unauthorized_client|no_tokens_found)\b/.exec(
      message
    ) ?? []
  if (protocol === 'access_denied')
    return {
      words: { code: 'cancelled', text: 'the sign-in was called off in the browser', remedy: 'Sign in again.' },
      said: ''
    }
  const isPerson = /interaction_required|login_required|consent_required|invalid_grant|no_tokens_found/.test(protocol)
  const text = isPerson && way !== 'secret' ? 'only the person can sign in now' : 'it was turned away'
  const remedy = isPerson ? again : 'Look whether tenant and application are right, and whether its secret has ended.'
  const words: SignInWords = { code: 'unauthorized', text, remedy, ...(isPerson ? { wantsPerson: true } : {}) }
  const [anything = ''] = /AADSTS\d+/.exec(message) ?? []
  return { words: forWay(words, way), said: anything || protocol }
}

/** An application cannot be asked for anything, and az is asked in its own window. */
function forWay(words: SignInWords, way: AzureProof['way']): SignInWords {
  if (words.wantsPerson !== true || way === 'browser' || way === 'deviceCode') return words
  const { wantsPerson: _nobody, ...rest } = words
  const remedy =
    way === 'cli'
      ? 'Run az login in a terminal, for this tenant and this cloud, and try again.'
      : 'It signs in as an application: use one that is not asked for that, or sign in as a person.'
  return { ...rest, remedy }
}
