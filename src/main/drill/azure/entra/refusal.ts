import type { AzureAnswer } from '../http.ts'
import { answer } from '../http.ts'

/** An error as the sign-in service answers it (RFC 6749, section 5.2, with Entra's codes). */
export function refusal(
  status: number,
  error: string,
  code: number,
  description: string,
  more: object = {}
): AzureAnswer {
  return answer(status, {
    error,
    error_description: `AADSTS${code}: ${description}`,
    error_codes: [code],
    timestamp: new Date().toISOString().replace('T', ' '),
    error_uri: `https://login.microsoftonline.com/error?code=${code}`,
    ...more
  })
}
