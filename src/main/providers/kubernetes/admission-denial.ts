/** An admission rule that refused a change. */
export interface AdmissionDenial {
  /** Who refused, such as `Admission webhook "gate.example"`. */
  readonly by: string
  /** In its own words. */
  readonly why: string
}

/** kubernetes/apiserver pkg/admission/plugin/webhook/errors/statuserror.go ToStatusErr. */
const webhook = /admission webhook "([^"]+)" denied the request(?:: (.*)| without explanation.*)?$/s
/** kubernetes/apiserver pkg/admission/plugin/policy/validating/dispatcher.go. */
const policy = /ValidatingAdmissionPolicy '([^']+)' with binding '[^']*' denied request: (.*)$/s

/**
 * Whether a Status' message is the refusal of an admission rule; null when it is not. Rules choose their status
 * themselves (400, 403, 409, 422 …), so only the message tells them from missing permission and failed preconditions.
 */
export function admissionDenial(message: string): AdmissionDenial | null {
  const byWebhook = webhook.exec(message)
  if (byWebhook) return { by: `Admission webhook "${byWebhook[1]}"`, why: byWebhook[2] || 'it gives no reason.' }
  const byPolicy = policy.exec(message)
  return byPolicy ? { by: `Admission policy "${byPolicy[1]}"`, why: byPolicy[2] || 'it gives no reason.' } : null
}
