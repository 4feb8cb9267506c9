import type { DeploymentView, Observed, PrimaryState, RolloutView } from '../../../contract/index.ts'
import { formatDuration } from '../../../contract/words/format-duration.ts'
import { useNowMs, useStaleLimitMs } from '../../stores/clock.ts'
import { Age } from '../../ui/age.tsx'
import css from './live.module.css'
import { PanelState } from './panel-state.tsx'
import { Primary } from './pods-panel.tsx'

const words: Readonly<Record<RolloutView['state'], string>> = {
  complete: 'complete',
  progressing: 'in progress',
  stuck: 'stuck',
  paused: 'paused',
  notObserved: 'not observed yet'
}
const tones: Readonly<Record<RolloutView['state'], string>> = {
  complete: '',
  progressing: 'warn',
  stuck: 'bad',
  paused: 'warn',
  notObserved: 'unk'
}

interface Props {
  readonly name: string
  readonly deployment: Observed<DeploymentView>
  /** What a Canary keeps beside it; null without one. */
  readonly primary: PrimaryState | null
}

/** The rollout by kubectl's own rules. */
export function RolloutPanel({ name, deployment, primary }: Props) {
  const now = useNowMs()
  const limitMs = useStaleLimitMs('objects')
  return (
    <PanelState title="Rollout" id="rollout" observed={deployment}>
      {({ rollout }, observedAt, live) => (
        <>
          <h2>
            Rollout{primary !== null && ` of ${name}`} {live && <Age at={observedAt} limitMs={limitMs} />}
          </h2>
          <dl className={css['pairs']}>
            <Primary primary={primary} value="not complete" />
            <div>
              <dt>State</dt>
              <dd className={tones[rollout.state]}>{words[rollout.state]}</dd>
            </div>
            <div>
              <dt>Updated</dt>
              <dd>
                {rollout.updated} of {rollout.desired}
              </dd>
            </div>
            <div>
              <dt>Available</dt>
              <dd>
                {rollout.available} of {rollout.desired}
              </dd>
            </div>
            {rollout.state === 'progressing' && (
              <div>
                <dt>Running for</dt>
                <dd>
                  {formatDuration(now - Date.parse(rollout.startedAt))}
                  {rollout.hasDeadline
                    ? ` of ${formatDuration(rollout.progressDeadlineSeconds * 1_000)}`
                    : ', without a deadline'}
                </dd>
              </div>
            )}
          </dl>
          <p className={css['sentence']}>{rollout.message}</p>
        </>
      )}
    </PanelState>
  )
}
