import type { Cluster, User } from './model.ts'

/** What `kubectl config view` prints in place of credentials (kubernetes/client-go tools/clientcmd/api/helpers.go RedactSecrets, ShortenConfig). */
const placeholder = /^\s*(DATA\+OMITTED|REDACTED)\s*$/

/** Why a cluster or a user without its data is not used. */
export const redactedReason =
  'It is from the output of kubectl config view, which leaves this out. Use kubectl config view --raw instead.'

/** The fields that hold a placeholder instead of data. */
export function redactedFields(cluster: Cluster | undefined, user: User | undefined): readonly string[] {
  const fields: readonly (readonly [string, string | undefined])[] = [
    ['certificate-authority-data', cluster?.caData],
    ['client-certificate-data', user?.certData],
    ['client-key-data', user?.keyData],
    ['token', user?.token],
    ['password', user?.password]
  ]
  return fields.flatMap(([field, value]) => (value !== undefined && placeholder.test(value) ? [field] : []))
}
