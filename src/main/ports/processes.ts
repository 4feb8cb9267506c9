/** A helper process: utilityProcess in the Electron host, child_process in the headless one. */
export interface HelperProcess {
  post(message: unknown): void
  onMessage(listener: (message: unknown) => void): void
  onExit(listener: (code: number | null) => void): void
  /** SIGKILL; the process may be hung in a native call. */
  kill(): void
  readonly pid: number | undefined
}

/** Starts the helper programs by name; the host knows their paths. */
export interface Processes {
  start(
    program: 'keychain-helper' | 'kubeconfig-reader' | 'drill',
    args: readonly string[],
    env?: Readonly<Record<string, string>>
  ): HelperProcess
}
