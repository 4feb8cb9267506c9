/** The version that the lock file pins. */
export const AZURE_CLI_VERSION: string
/** The text of a `versionCheck.json` that keeps az from asking for newer versions. */
export function answeredVersionCheck(): string
/** Where az's Python is, installed when the cache does not have it, or the line that says why there is none. */
export function ensureAzureCli(): Promise<{ readonly python: string } | { readonly skipped: string }>
