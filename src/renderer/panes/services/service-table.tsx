import type { UIEvent } from 'react'
import { useEffect, useRef, useState } from 'react'
import type { ServiceRow, ServicesView } from '../../../contract/index.ts'
import { isStale } from '../../../contract/observed.ts'
import { ask } from '../../stores/ask.ts'
import { useNowMs, useStaleLimitMs } from '../../stores/clock.ts'
import { Age } from '../../ui/age.tsx'
import { scrollWithin } from '../../ui/scroll-within.ts'
import ui from '../../ui/ui.module.css'
import { useWindowKeys } from '../shell/use-window-keys.ts'
import { NamespaceChoice } from './namespace-choice.tsx'
import { EverywhereNotes } from './everywhere-notes.tsx'
import { ServiceTableRow } from './service-table-row.tsx'
import css from './services.module.css'
import { Together } from './changed-together.tsx'
import { findRows, inTroubleOf } from './find-rows.ts'
import { useKeptList } from './use-kept-list.ts'

interface Props {
  readonly services: ServicesView
  readonly rows: readonly ServiceRow[]
  readonly observedAt: string
  /** Since when the rows cannot be read, ISO; null while they are. */
  readonly lostAt: string | null
}

const hourMs = 3_600_000

/** Rows that are drawn at once; more of them when the end comes near. The calm ones of a big namespace wait below. */
const pageRows = 60
const nearEndPx = 800

/** The live list: search with `/`, move with j and k or the arrows, enter opens. */
export function ServiceTable({ services, rows, observedAt, lostAt }: Props) {
  const several = services.everywhere !== null
  const { text, selected, setText, setSelected } = useKeptList(several ? null : services.namespace)
  const [drawn, setDrawn] = useState(pageRows)
  const region = useRef<HTMLDivElement>(null)
  const search = useRef<HTMLInputElement>(null)
  const body = useRef<HTMLTableSectionElement>(null)
  const now = useNowMs()
  const shown = findRows(rows, text, several)
  const index = Math.max(
    0,
    shown.findIndex((row) => row.uid === selected)
  )
  const current = shown[index]
  // What is calm gives way to what is in more trouble, until somebody goes to it: the first rows come before their errors.
  const [ill] = inTroubleOf(current === undefined ? [] : [current])
  const kept = ill?.uid ?? null
  const visible = shown.slice(0, Math.max(drawn, index + pageRows / 2))
  const limitMs = useStaleLimitMs('objects')
  const stale = isStale(observedAt, new Date(now), limitMs)
  const changed = rows.filter((row) => now - Date.parse(row.changedAt) < hourMs).length
  const open = (row: ServiceRow) => void ask('service.open', { ref: row.ref })

  useEffect(() => {
    scrollWithin(body.current?.querySelector<HTMLElement>('[data-selected="true"]') ?? null)
  }, [index])

  useEffect(() => {
    // What is highlighted is a service, and no place in the list: errors that arrive may sort another one to that place.
    if (kept !== null && kept !== selected) setSelected(kept)
  })

  useEffect(() => {
    // The list takes the keys at once, unless something else has them.
    if (document.activeElement === document.body) region.current?.focus({ preventScroll: true })
  }, [])

  function move(by: number): void {
    setSelected(shown[Math.min(shown.length - 1, Math.max(0, index + by))]?.uid ?? null)
  }

  function onScroll({ currentTarget: list }: UIEvent<HTMLDivElement>): void {
    if (visible.length < shown.length && list.scrollHeight - list.scrollTop - list.clientHeight < nearEndPx)
      setDrawn(visible.length + pageRows)
  }

  useWindowKeys((event, place) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return false
    const searching = event.target === search.current
    // Other fields keep their keys, and a button keeps enter; a list that scrolls keeps its arrows.
    if (place === 'text' && !searching) return false
    const onList = event.target === region.current || event.target === document.body || place === 'page'
    const { key } = event
    if (key === 'j' && !searching) move(1)
    else if (key === 'k' && !searching) move(-1)
    else if (key === 'ArrowDown' && (searching || onList)) move(1)
    else if (key === 'ArrowUp' && (searching || onList)) move(-1)
    else if (key === 'Enter' && (searching || onList) && current !== undefined) open(current)
    else if (key === 'Escape' && text !== '') setText('')
    else return false
    return true
  })

  return (
    <div className={css['services']} data-stale={stale}>
      <div className={css['search']}>
        <input
          ref={search}
          className={ui['field']}
          type="search"
          placeholder="Find a service"
          aria-label="Find a service"
          data-find="services"
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
        <span>
          <NamespaceChoice services={services} /> · sorted by trouble · {changed} changed in the last hour{' '}
          {/* Above the list it is said how old all of it is. */}
          {lostAt === null && (
            <>
              · read <Age at={observedAt} limitMs={limitMs} />
            </>
          )}
        </span>
      </div>
      {lostAt === null && <Together rows={rows} nowMs={now} />}
      <div
        ref={region}
        className={css['scroll']}
        tabIndex={0}
        role="region"
        aria-label="Service list"
        data-focus="services"
        onScroll={onScroll}
      >
        <table className={css['table']} data-testid="services" aria-rowcount={shown.length + 1}>
          <colgroup>
            <col />
            <col className={css['errors']} />
            <col className={css['latency']} />
            <col className={css['pods']} />
            <col className={css['changed']} />
            <col className={css['owners']} />
          </colgroup>
          <thead>
            <tr>
              <th scope="col">Service</th>
              <th scope="col" className={css['number']}>
                Error ratio
              </th>
              <th scope="col" className={css['number']}>
                P95
              </th>
              <th scope="col">Pods ready</th>
              <th scope="col">Changed</th>
              <th scope="col">Owned by</th>
            </tr>
          </thead>
          <tbody ref={body}>
            {visible.map((row) => (
              <ServiceTableRow
                key={row.uid}
                row={row}
                selected={row === current}
                several={several}
                lostAt={lostAt}
                onSelect={() => setSelected(row.uid)}
                onOpen={() => open(row)}
              />
            ))}
            {visible.length < shown.length && (
              <tr>
                <td colSpan={6} className={css['none']}>
                  {shown.length - visible.length} more below, or find one by name.
                </td>
              </tr>
            )}
            {shown.length === 0 && (
              <tr>
                <td colSpan={6} className={css['none']}>
                  {rows.length === 0 ? emptyText(services) : `No service is called ${text}. Escape clears the search.`}
                </td>
              </tr>
            )}
          </tbody>
        </table>
      </div>
      {services.everywhere !== null && <EverywhereNotes everywhere={services.everywhere} />}
      <p className={css['keys']}>
        <kbd>enter</kbd> open &nbsp; <kbd>/</kbd> find &nbsp; <kbd>0</kbd>{' '}
        {several ? `back to ${services.namespace || 'the choice of a namespace'}` : 'all namespaces'} &nbsp;{' '}
        <kbd>F2</kbd> connections &nbsp; <kbd>?</kbd> keys
      </p>
    </div>
  )
}

/** Where namespaces may not be listed, an empty one cannot be told from one that there is none of. */
function emptyText({ namespace, namespaces, everywhere }: ServicesView): string {
  if (everywhere !== null) return 'No workloads in any namespace that was read.'
  return namespaces.state === 'value'
    ? `No workloads in namespace ${namespace}. Choose another namespace, or release something here.`
    : `No workloads in a namespace ${namespace}, if there is one of that name: namespaces cannot be listed.`
}
