import type { Measure, ServiceRow } from '../../../contract/index.ts'
import { Age } from '../../ui/age.tsx'
import { Button } from '../../ui/button.tsx'
import { milliseconds, percent, whyUnknown } from '../../ui/format-measure.ts'
import type { Tone } from '../../ui/tone.ts'
import { toneOf } from '../../ui/tone.ts'
import { classNames } from '../../ui/class-names.ts'
import css from './services.module.css'

interface Props {
  readonly row: ServiceRow
  readonly selected: boolean
  readonly onSelect: () => void
  readonly onOpen: () => void
}

/** One Deployment of the list. */
export function ServiceTableRow({ row, selected, onSelect, onOpen }: Props) {
  const bad = row.trouble === 'restarting' || row.podReason.startsWith('CrashLoopBackOff')
  const pods = row.ready >= row.desired ? 'ok' : bad ? 'bad' : 'warn'
  return (
    <tr
      data-testid="service-row"
      data-name={row.ref.name}
      data-trouble={row.trouble}
      data-selected={selected}
      aria-current={selected}
      onClick={onSelect}
      onDoubleClick={onOpen}
    >
      <td>
        <Button look="link" className={classNames(css['name'], 'name')} onClick={onOpen}>
          {row.ref.name}
        </Button>{' '}
        {row.troubleText !== '' && <small>{row.troubleText}</small>}
      </td>
      <td className={css['number']}>
        <MeasureCell measure={row.errorRatio} format={percent} tone={toneOf(row.errorCrossing?.level)} />
      </td>
      <td className={css['number']}>
        <MeasureCell measure={row.p95} format={milliseconds} tone={toneOf(row.p95Crossing?.level)} quiet />
        {row.p95Crossing !== null && <Times row={row} />}
      </td>
      <td>
        <span className={pods}>
          {row.ready} of {row.desired}
          {row.podReason !== '' && `, ${row.podReason}`}
        </span>
      </td>
      <td className="dim">
        <Age at={row.changedAt} />
      </td>
      <td className="dim">{row.owners.length === 0 ? 'none' : row.owners.join(', ')}</td>
    </tr>
  )
}

/** How many times normal a latency is that is past its limit. */
function Times({ row }: { readonly row: ServiceRow }) {
  if (row.p95.state !== 'known' || row.p95Normal.state !== 'known') return null
  return <small> {(row.p95.value / row.p95Normal.value).toFixed(1)}×</small>
}

interface CellProps {
  readonly measure: Measure
  readonly format: (value: number) => string
  readonly tone: Tone
  /** Leaves the reason out where the cell beside it gives the same one. */
  readonly quiet?: boolean
}

function MeasureCell({ measure, format, tone, quiet = false }: CellProps) {
  if (measure.state === 'known') return <span className={tone}>{format(measure.value)}</span>
  return (
    <span className="unk" title={measure.detail}>
      unknown {!quiet && <small>{whyUnknown(measure)}</small>}
    </span>
  )
}
