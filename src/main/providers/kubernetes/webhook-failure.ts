/** An admission webhook that could not be asked, so that the API server stored nothing. */
export interface WebhookFailure {
  readonly webhook: string
  /** In the API server's own words. */
  readonly why: string
}

/**
 * kubernetes/apiserver pkg/admission/plugin/webhook/validating/dispatcher.go Dispatch and mutating/dispatcher.go: with
 * `failurePolicy: Fail` a call that fails ends the request with an internal error, before anything is stored.
 */
const failed = /failed calling webhook "([^"]+)": (.*)$/s

/** Whether a Status' message says that a webhook did not answer; null when it does not. */
export function webhookFailure(message: string): WebhookFailure | null {
  const [, webhook, why] = failed.exec(message) ?? []
  return webhook === undefined ? null : { webhook, why: why ?? '' }
}
