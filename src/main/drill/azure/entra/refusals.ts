import type { AzureAnswer } from '../http.ts'
import { refusal } from './refusal.ts'

/** Reasons for which a tenant can be told to let nobody in. */
export type SignInRefusal = keyof typeof reasons

/** Status, protocol's word, text and what goes with it (Microsoft Learn, Microsoft Entra authentication error codes). */
const reasons = {
  50076: [
    400,
    'interaction_required',
    'Due to a configuration change made by your administrator, or because you moved to a new location, you must use multi-factor authentication to access.',
    { suberror: 'basic_action' }
  ],
  50173: [400, 'invalid_grant', 'The provided grant has expired due to it being revoked.', { suberror: 'bad_token' }],
  53003: [
    400,
    'interaction_required',
    'Access has been blocked by Conditional Access policies. The access policy does not allow token issuance.',
    { suberror: 'message_only' }
  ],
  65001: [
    400,
    'invalid_grant',
    'The user or administrator has not consented to use the application. Send an interactive authorization request for this user and resource.',
    { suberror: 'consent_required' }
  ],
  700016: [400, 'unauthorized_client', 'The application was not found in the directory.', {}],
  7000222: [
    401,
    'invalid_client',
    'The provided client secret keys for the app are expired. Visit the Azure portal to create new keys for your app.',
    {}
  ]
} as const satisfies Readonly<Record<number, readonly [number, string, string, object]>>

/** The answer of a token endpoint that lets nobody in. */
export function refusedFor(code: SignInRefusal): AzureAnswer {
  const [status, error, text, more] = reasons[code]
  return refusal(status, error, code, text, more)
}
