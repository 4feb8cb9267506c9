import { lastValue, type ServiceRef, type Signal, type Verdict } from '../../contract/index.ts'
import { judge, type EarlierVerdict, type Matrix } from '../decision/index.ts'
import { servingView, type ServiceUpdate } from '../status/index.ts'
import type { EnvironmentSession } from './environment-session.ts'

/** What a service is judged by beside what was observed. */
export interface JudgedBy extends Pick<Parameters<typeof judge>[0], 'declined' | 'provedAt'> {
  readonly ref: ServiceRef
  readonly session: Pick<EnvironmentSession, 'metrics' | 'clock'>
  readonly matrix: Matrix
  /** All that is measured of it, and what people said. */
  readonly signals: readonly Signal[]
  /** The last verdict that was whole. */
  readonly previous: EarlierVerdict | null
}

/** Judges what was observed of a service, on the screen and beside it alike. */
export function judgeUpdate({ view, raw, share, skewMs }: ServiceUpdate, { session, ...by }: JudgedBy): Verdict {
  const metrics = session.metrics()
  const now = session.clock.now()
  const current = (lastValue(view.revisions) ?? []).find(({ isCurrent }) => isCurrent)
  return judge({
    ...by,
    deployment: view.deployment,
    serving: view.serving ?? null,
    servingView: servingView(view.ref, raw.objects, now),
    standing: current?.standing ?? 'none',
    share,
    now,
    speed: session.clock.speed,
    skewMs,
    ...(metrics.state === 'value' ? { reachMs: metrics.value.reachMs() } : {})
  })
}
