const secretWord =
  /secret|passw|passphrase|token|credential|[-_](pass|pwd)$|(api|private|access|encryption|signing|master)[-_]?key$/i
/** Names of where a secret is, or of what is done with one: `--token-cache-dir`, `AZURE_FEDERATED_TOKEN_FILE`. */
const aboutSecret = /[-_](file|path|dir|url|uri|endpoint|type|mode|cache|id|name)$/i

/** Whether a flag or a variable of that name holds a credential. */
export function isSecretName(name: string): boolean {
  return secretWord.test(name) && !aboutSecret.test(name)
}
