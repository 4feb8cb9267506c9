/** One kubeconfig to merge: a file, or text that was pasted. */
export interface KubeconfigSource {
  readonly text: string
  /** Folder that relative file references start from; without it they are refused. */
  readonly baseDir?: string
  /** Where it was read, for messages. */
  readonly path?: string
}
