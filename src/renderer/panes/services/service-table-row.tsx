import type { Crossing, Measure, ServiceRow } from '../../../contract/index.ts'
import { fewCount, fewWords } from '../../../contract/words/few-words.ts'
import { besideLimit, inUnit } from '../../../contract/words/format-measure.ts'
import { useIsStale } from '../../stores/clock.ts'
import { Age } from '../../ui/age.tsx'
import { Button } from '../../ui/button.tsx'
import { lastReadAt } from '../../ui/last-read-at.ts'
import { whyUnknown } from '../../ui/why-unknown.ts'
import { toneOf } from '../../ui/tone.ts'
import { classNames } from '../../ui/class-names.ts'
import css from './services.module.css'
import { Recent } from './recent.tsx'

interface Props {
  readonly row: ServiceRow
  readonly selected: boolean
  /** Rows of several namespaces are in the list: each says its own. */
  readonly several: boolean
  /** Since when the rows cannot be read, ISO; null while they are. */
  readonly lostAt: string | null
  readonly onSelect: () => void
  readonly onOpen: () => void
}

/** One workload of the list; that most are Deployments is not said. */
export function ServiceTableRow({ row, selected, several, lostAt, onSelect, onOpen }: Props) {
  const bad = row.trouble === 'restarting' || row.podReason.startsWith('CrashLoopBackOff')
  const ill = row.trouble === 'notReady' || row.trouble === 'restarting' || row.trouble === 'stuck'
  const pods = row.ready >= row.desired ? 'ok' : bad ? 'bad' : 'warn'
  return (
    <tr
      data-testid="service-row"
      data-name={row.ref.name}
      data-namespace={row.ref.namespace}
      data-trouble={row.trouble}
      data-selected={selected}
      aria-current={selected}
      onClick={() => {
        // Who marks a text to copy it wants to stay.
        if (getSelection()?.isCollapsed === false) onSelect()
        else onOpen()
      }}
    >
      <td>
        {several && <span className={css['of']}>{row.ref.namespace} / </span>}
        <Button look="link" className={classNames(css['name'], 'name')}>
          {row.ref.name}
        </Button>{' '}
        {row.ref.kind !== undefined && (
          <small className={css['of']}>
            {row.ref.kind}
            {row.troubleText === '' ? '' : ' · '}
          </small>
        )}
        {row.troubleText !== '' && <small>{row.troubleText}</small>} <Recent service={row.ref} />
      </td>
      <td className={css['number']}>
        <ErrorsCell row={row} lostAt={lostAt} />
      </td>
      <td className={css['number']}>
        <MeasureCell measure={row.p95} unit="ms" crossing={row.p95Crossing} lostAt={lostAt} quiet />
        {row.p95Crossing !== null && <Times row={row} />}
      </td>
      <td>
        <span className={pods}>
          {/* The trouble may be of the pods on trial: then it is said whose these are. */}
          {row.canary !== null && ill && `${row.canary.serves} `}
          {row.ready} of {row.desired}
          {row.podReason !== '' && `, ${row.podReason}`}
        </span>
      </td>
      <td className="dim">
        <Age at={row.changedAt} />
      </td>
      <td className="dim">
        {row.owners.length === 0 ? 'none' : row.owners.join(', ')}
        {row.canary && (
          <small>
            {' '}
            {row.canary.phase}, {row.canary.serves} serves
          </small>
        )}
      </td>
    </tr>
  )
}

/** Of a release on trial, what all users see of its errors, and its own beside it. */
function ErrorsCell({ row, lostAt }: Pick<Props, 'row' | 'lostAt'>) {
  const { errorRatio, errorCrossing, onTrial } = row
  const isStale = useIsStale(errorRatio)
  if (onTrial === undefined || errorRatio.state !== 'known' || isStale)
    return <MeasureCell measure={errorRatio} unit="ratio" crossing={errorCrossing} lostAt={lostAt} />
  return (
    <>
      <span className={errorCrossing?.waits ? 'unk' : toneOf(errorCrossing?.level)}>
        {inUnit(onTrial.ofAll, 'ratio')}
      </span>{' '}
      <small>of all</small> <small className={css['own']}>canary {inUnit(errorRatio.value, 'ratio')}</small>
    </>
  )
}

/** How many times normal a latency is that is past its limit. */
function Times({ row }: { readonly row: ServiceRow }) {
  if (row.p95.state !== 'known' || row.p95Normal.state !== 'known') return null
  return <small> {inUnit(row.p95.value / row.p95Normal.value, 'times')}</small>
}

interface CellProps {
  readonly measure: Measure
  readonly unit: 'ratio' | 'ms'
  /** The limit that the value is past. */
  readonly crossing: Crossing | null
  readonly lostAt: string | null
  /** Leaves the reason out where the cell beside it gives the same one. */
  readonly quiet?: boolean
}

function MeasureCell({ measure, unit, crossing, lostAt, quiet = false }: CellProps) {
  const isStale = useIsStale(measure)
  const last = measure.state === 'known' ? (isStale ? measure : undefined) : measure.last
  if (last !== undefined) {
    const isAsOldAsAll = lostAt !== null && lastReadAt(last.observedAt, lostAt) === lostAt
    return (
      <span className="unk" title={measure.state === 'unknown' ? measure.detail : undefined}>
        {inUnit(last.value, unit)}{' '}
        {!quiet && (
          <small>
            {!isAsOldAsAll && (
              <>
                <Age at={last.observedAt} />,{' '}
              </>
            )}
            not counted
          </small>
        )}
      </span>
    )
  }
  if (measure.state === 'known') {
    const words = crossing ? besideLimit(measure.value, crossing.limit, unit).value : inUnit(measure.value, unit)
    const { few } = measure
    const tone = crossing?.waits || (few && !crossing) ? 'unk' : toneOf(crossing?.level)
    return (
      <span className={tone} title={few && fewWords(few)}>
        {words} {few && !quiet && <small>of {fewCount(few)}</small>}
      </span>
    )
  }
  if (measure.why === 'loading') return <span className="dim">{quiet ? '' : 'reading'}</span>
  return (
    <span className="unk" title={measure.detail}>
      unknown {!quiet && <small>{whyUnknown(measure)}</small>}
    </span>
  )
}
