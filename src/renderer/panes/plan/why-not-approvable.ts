import { needsApiServer, type Plan } from '../../../contract/index.ts'

export interface Obstacle {
  readonly text: string
  /** Planning again is the way out. */
  readonly again: boolean
}

/** What else decides whether anything may be changed. */
export interface Circumstances {
  readonly nowMs: number
  /** TLS is not verified. */
  readonly insecure: boolean
  /** The journal takes what happens. */
  readonly recording: boolean
  /** Why nothing can be sent; null while the cluster answers. */
  readonly offline: string | null
}

/** Why this plan cannot be approved in this window right now; null when it can. Main checks the same again. */
export function whyNotApprovable(plan: Plan, at: Circumstances): Obstacle | null {
  if (at.insecure) return { text: 'TLS is not verified here: Backout reads only.', again: false }
  if (at.offline !== null && needsApiServer(plan)) return { text: at.offline, again: false }
  if (!at.recording) return { text: 'Nothing is recorded right now, so nothing can be changed.', again: false }
  if (plan.blocked !== undefined) return { text: 'This plan can be read, not approved.', again: plan.blocked.retryable }
  const blocked = plan.guards.find((guard) => guard.status === 'blocked')
  if (blocked !== undefined) return { text: blocked.text, again: true }
  if (plan.preview.status === 'failed') return { text: 'The server refused the dry run.', again: true }
  if (Date.parse(plan.expiresAt) <= at.nowMs)
    return { text: 'This plan has expired: things may have changed since.', again: true }
  return null
}
