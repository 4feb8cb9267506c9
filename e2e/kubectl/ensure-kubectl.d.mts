/** The line printed where there is no Go. */
export const SKIPPED_WITHOUT_GO: string
/** Whether there is a Go toolchain to build with. */
export function hasGo(): boolean
/** The versions that the suites run. */
export function kubectlVersions(): readonly string[]
/** The path of a kubectl binary, built when the cache does not have it. Rejects with what `go build` said. */
export function ensureKubectl(version: string): Promise<string>
