import type { PanelCell, PanelPart, PanelRow, PanelView } from '../../../contract/index.ts'
import { formatDuration } from '../../../contract/words/format-duration.ts'
import { useNowMs, useStaleLimitMs } from '../../stores/clock.ts'
import { Age } from '../../ui/age.tsx'
import css from './live.module.css'
import { PanelChoices } from './panel-choices.tsx'
import { PanelState } from './panel-state.tsx'

const tones: Readonly<Record<PanelRow['tone'], string>> = {
  good: 'ok',
  warn: 'warn',
  bad: 'bad',
  unknown: 'unk',
  plain: ''
}

/** A live panel as data: rows, shares, countdowns, sentences. */
export function PartsPanel({ panel: { id, title, parts } }: { readonly panel: PanelView }) {
  const limitMs = useStaleLimitMs('objects')
  return (
    <PanelState title={title} id={id} observed={parts}>
      {(value, observedAt, live) => (
        <>
          <h2>
            {title} {live && <Age at={observedAt} limitMs={limitMs} />}
          </h2>
          {value.map((part) => (
            <Part key={keyOf(part)} part={part} panel={id} />
          ))}
        </>
      )}
    </PanelState>
  )
}

function Part({ part, panel }: { readonly part: PanelPart; readonly panel: string }) {
  const now = useNowMs()
  if (part.kind === 'sentence')
    return <p className={`${css['sentence'] ?? ''} ${tones[part.tone]}`.trim()}>{part.text}</p>
  if (part.kind === 'countdown') {
    const leftMs = Date.parse(part.at) - now
    return (
      <dl className={css['pairs']}>
        <div>
          <dt>{part.title}</dt>
          <dd className={leftMs > 0 ? '' : 'warn'}>{leftMs > 0 ? formatDuration(leftMs) : 'due'}</dd>
        </div>
      </dl>
    )
  }
  if (part.kind === 'grid') return <Grid part={part} now={now} />
  if (part.kind === 'choices') return <PanelChoices part={part} panel={panel} />
  const rows = part.kind === 'rows' ? part.rows : part.shares.map((share) => shareRow(share, part.unit))
  return (
    <>
      {part.kind === 'shares' && <p className={css['sentence']}>{part.title}</p>}
      <dl className={css['pairs']} {...(part.kind === 'shares' ? { 'aria-label': part.title } : {})}>
        {rows.map(({ label, value, tone }) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd className={tones[tone]}>{value}</dd>
          </div>
        ))}
      </dl>
    </>
  )
}

/** A table whose cells stand beside one another; what counts down does so between two readings. */
function Grid({ part, now }: { readonly part: Extract<PanelPart, { readonly kind: 'grid' }>; readonly now: number }) {
  const brief = briefOf(part)
  return (
    <>
      <p className={`${css['brief'] ?? ''} ${tones[brief.tone]}`.trim()} aria-hidden="true">
        {brief.text}
      </p>
      <table className={css['grid']}>
        <thead>
          <tr>
            {part.corner === '' ? <td /> : <th scope="col">{part.corner}</th>}
            {part.columns.map((column) => (
              <th key={column} scope="col">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {part.rows.map(({ label, cells }) => (
            <tr key={label}>
              <th scope="row">{label}</th>
              {cells.map((cell, index) => (
                <td key={part.columns[index]} className={tones[cell.tone]}>
                  {cellText(cell, now)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </>
  )
}

/** What of a table stands in a strip that has no room for one: the worst of it, or else its last value. */
function briefOf({ rows, brief }: Extract<PanelPart, { readonly kind: 'grid' }>): PanelCell {
  const cells = rows.flatMap((row) => row.cells)
  const worst = (['bad', 'warn', 'unknown', 'good'] as const).flatMap((tone) =>
    cells.filter((one) => one.tone === tone)
  )
  const one = worst[0] ?? cells.at(-1) ?? { text: '', tone: 'plain' }
  return brief === undefined ? one : { text: brief, tone: one.tone }
}

function cellText({ text, until }: PanelCell, now: number): string {
  const leftMs = until === undefined ? 0 : Date.parse(until) - now
  return leftMs > 0 ? formatDuration(leftMs) : text
}

type Shares = Extract<PanelPart, { readonly kind: 'shares' }>

function shareRow({ label, value, detail, tone }: Shares['shares'][number], unit: Shares['unit']): PanelRow {
  const amount = value === null ? 'not known' : unit === '%' ? `${value} %` : `${value} ${unit}`
  return { label, value: [amount, detail].filter((text) => text !== '').join(', '), tone }
}

function keyOf(part: PanelPart): string {
  if (part.kind === 'sentence') return part.text
  if (part.kind === 'rows') return 'rows'
  if (part.kind === 'grid') return `grid ${part.corner}`
  return part.title
}
