import type { DeploymentView, Observed, PodView, PrimaryState, Serving } from '../../../contract/index.ts'
import { useStaleLimitMs } from '../../stores/clock.ts'
import { Age } from '../../ui/age.tsx'
import type { RevisionPods } from './pods-by-revision.ts'
import { podsByRevision } from './pods-by-revision.ts'
import css from './live.module.css'
import { PanelState } from './panel-state.tsx'

interface Props {
  readonly name: string
  readonly pods: Observed<readonly PodView[]>
  readonly deployment: Observed<DeploymentView>
  /** Who serves for it, as the primary of a Canary. */
  readonly serving: Serving | null
  /** What a Canary keeps beside it, whoever serves; null without one. */
  readonly primary: PrimaryState | null
}

/** Pods by revision: how many are ready, and why the others are not; those that have ended stand apart. */
export function PodsPanel({ name, pods, deployment, serving, primary }: Props) {
  const limitMs = useStaleLimitMs('objects')
  const current = deployment.state === 'value' ? deployment.value.revision : 0
  const desired = deployment.state === 'value' ? deployment.value.replicas : 0
  return (
    <PanelState title="Pods" id="pods" observed={pods}>
      {(value, observedAt, live) => (
        <>
          <h2>
            Pods{primary !== null && serving === null && ` of ${name}`}{' '}
            {live && <Age at={observedAt} limitMs={limitMs} />}
          </h2>
          <dl className={css['pairs']}>
            {serving !== null && (
              <div>
                <dt>{serving.name}, serves</dt>
                <dd className={serving.ready === serving.desired ? 'ok' : 'bad'}>
                  {serving.ready} of {serving.desired} ready
                </dd>
              </div>
            )}
            {serving === null && primary !== null && (
              <Primary primary={primary} value={`${primary.ready} of ${primary.desired} ready`} />
            )}
            {worstFirst(podsByRevision(value, current, desired)).map((part) => (
              <div key={part.revision}>
                <dt>
                  {serving !== null && 'Target, '}
                  {part.revision === null ? 'Other pods' : `Revision ${part.revision}`}
                  {part.revision === current && serving === null && ', current'}
                </dt>
                {part.pods === 0 ? (
                  <dd className="dim">{serving === null ? 'scaled to zero' : '0, as Flagger wants it'}</dd>
                ) : (
                  <dd className={part.ready === part.pods ? 'ok' : 'bad'}>
                    {part.ready} of {part.pods}
                    {part.reason === '' ? ' ready' : `, ${part.reason}`}
                  </dd>
                )}
              </div>
            ))}
            {ended(value).length > 0 && (
              <div>
                <dt>Ended</dt>
                <dd>{endedText(ended(value))}</dd>
              </div>
            )}
            {restarts(value) > 0 && (
              <div>
                <dt>Restarts</dt>
                <dd>{restarts(value)}</dd>
              </div>
            )}
          </dl>
        </>
      )}
    </PanelState>
  )
}

/**
 * The primary where it is not well, and the tile is about another workload: what is well here says nothing of it. In a narrow
 * window a tile shows its first value alone, so that the value says whose it is.
 */
export function Primary({ primary, value }: { readonly primary: PrimaryState | null; readonly value: string }) {
  if (primary === null || primary.problem === null) return null
  return (
    <div data-testid="primary-ill">
      <dt>
        {primary.name}, {primary.problem}
      </dt>
      <dd className="bad">primary {value}</dd>
    </div>
  )
}

function worstFirst(parts: readonly RevisionPods[]): readonly RevisionPods[] {
  return parts.toSorted((a, b) => (a.ready ?? 0) / a.pods - (b.ready ?? 0) / b.pods)
}

function ended(pods: readonly PodView[]): readonly PodView[] {
  return pods.filter(({ life }) => life === 'ended')
}

/** How many, and the different reasons without their detail. */
function endedText(pods: readonly PodView[]): string {
  const reasons = new Set(pods.map(({ reason }) => reason.split(':')[0] ?? '').filter((reason) => reason !== ''))
  return [pods.length, ...reasons].join(', ')
}

function restarts(pods: readonly PodView[]): number {
  return pods.filter(({ life }) => life !== 'ended').reduce((sum, pod) => sum + pod.restarts, 0)
}
