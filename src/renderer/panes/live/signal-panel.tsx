import type { RowJudgement, Signal } from '../../../contract/index.ts'
import { inUnit } from '../../../contract/words/format-measure.ts'
import { useIsStale, useNowMs } from '../../stores/clock.ts'
import { setView } from '../../stores/view.ts'
import { Button } from '../../ui/button.tsx'
import { classNames } from '../../ui/class-names.ts'
import { formatAge } from '../../../contract/words/format-duration.ts'
import { whyUnknown } from '../../ui/why-unknown.ts'
import css from './live.module.css'
import type { DrawnChange } from './changes-drawn.ts'
import { describeSignal } from './describe-signal.ts'
import { leftText } from '../../../contract/words/left-text.ts'
import { Legend } from './legend.tsx'
import { SignalPicture } from './signal-picture.tsx'

/** Whether it helps to say where Prometheus is, or what this cluster is called there. */
function isMissing(why: Extract<Signal['measure'], { state: 'unknown' }>['why']): boolean {
  return why === 'noPrometheus' || why === 'notAnswering' || why === 'mixedClusters'
}

const notThere = { state: 'unknown', why: 'noSamples', detail: '' } as const

interface Props {
  readonly title: string
  readonly signal: Signal | undefined
  readonly judgements: readonly RowJudgement[]
  readonly changes: readonly DrawnChange[]
  readonly picture?: boolean
  /** Signals of panels above this one. */
  readonly above?: readonly (Signal | undefined)[]
}

/** Whether a panel above has said already why nothing is known. */
function isSaidAbove(measure: Signal['measure'], above: readonly (Signal | undefined)[]): boolean {
  if (measure.state !== 'unknown') return false
  return above.some(
    (other) =>
      other?.measure.state === 'unknown' && other.measure.why === measure.why && other.measure.detail === measure.detail
  )
}

/** One signal: value, limit, normal, age, and its last minutes as a line. */
export function SignalPanel({ title, signal, judgements, changes, picture = false, above = [] }: Props) {
  const now = useNowMs()
  const stale = useIsStale(signal?.measure ?? notThere)
  if (signal === undefined) return null
  const { measure } = signal
  if (measure.state === 'unknown') {
    const isSaid = isSaidAbove(measure, above)
    const why = isSaid && measure.why !== 'loading' ? 'for the same reason' : whyUnknown(measure)
    return (
      <section className={css['panel']} data-testid={`signal-${signal.id}`} data-state="unknown" aria-label={title}>
        <h2>
          {title}
          {measure.last === undefined ? (
            <span className={measure.why === 'loading' ? undefined : 'unk'}>{why}</span>
          ) : (
            <time className="unk" dateTime={measure.last.observedAt}>
              {formatAge(now - Date.parse(measure.last.observedAt))} ago
            </time>
          )}
        </h2>
        <p className={css['value']}>
          <b className={measure.why === 'loading' && measure.last === undefined ? 'dim' : 'unk'}>
            {measure.last === undefined
              ? measure.why === 'loading'
                ? 'reading'
                : 'unknown'
              : inUnit(measure.last.value, signal.unit)}
          </b>{' '}
          <span>
            {measure.last !== undefined && <span className="unk">not counted: {why}. </span>}
            {!isSaid && <span className={css['detail']}>{measure.detail}</span>}
          </span>
        </p>
        {signal.id === 'errorRatio' && isMissing(measure.why) && (
          <p className={css['way']}>
            <Button look="link" onClick={() => setView({ overlay: 'connections' })}>
              Set where Prometheus is
            </Button>
          </p>
        )}
      </section>
    )
  }
  const description = describeSignal(signal, judgements)
  return (
    <section
      className={css['panel']}
      data-testid={`signal-${signal.id}`}
      data-state={stale ? 'stale' : 'value'}
      aria-label={title}
    >
      <h2>
        {title}
        <time dateTime={measure.observedAt} className={stale ? 'unk' : undefined}>
          {formatAge(now - Date.parse(measure.observedAt))} ago
        </time>
      </h2>
      <p className={css['value']}>
        <b className={stale ? 'unk' : description.tone}>{description.value}</b>{' '}
        <span>{stale ? <span className="unk">stale: not counted</span> : description.text}</span>{' '}
        {!stale && description.old !== '' && <small className={classNames(css['old'], 'unk')}>{description.old}</small>}
      </p>
      {signal.left !== undefined && signal.id === 'errorRatio' && (
        <p className={css['sentence']}>{leftText(signal.left)}.</p>
      )}
      {picture && (
        <div className={css['picture']}>
          <SignalPicture
            title={title}
            signal={signal}
            limit={description.limit}
            changes={changes}
            summary={description.summary}
          />
          <Legend signal={signal} limit={description.limit} changes={changes} />
        </div>
      )}
    </section>
  )
}
