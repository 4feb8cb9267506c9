import type { ShellView } from '../../../contract/index.ts'
import { useFeed } from '../../stores/feeds.ts'
import { ObservedView } from '../../ui/observed.tsx'
import { ConnectionFailure } from '../connections/connection-failure.tsx'
import { Busy } from '../shell/busy.tsx'
import header from '../header/header.module.css'
import { Links } from '../header/links.tsx'
import { Record } from '../record/record.tsx'
import { EverywhereNotes } from './everywhere-notes.tsx'
import { NamespaceChoice } from './namespace-choice.tsx'
import { RegionLine, RegionsUnwatched } from './region-line.tsx'
import { ServiceTable } from './service-table.tsx'
import css from './services.module.css'
import { troubleText } from './find-rows.ts'

/** Home: what is wrong in the namespace in view, or in all of them. */
export function ServicesScreen({ shell }: { readonly shell: ShellView }) {
  const services = useFeed('services') ?? null
  const rows = services?.rows.state === 'value' ? services.rows.value : null
  const hasRows = rows !== null || (services?.rows.state === 'unreachable' && services.rows.last !== undefined)
  const isChosen = services !== null && (services.everywhere !== null || services.namespace !== '')
  return (
    <>
      <header className={header['bar']}>
        <div className={header['service']}>
          <h1>What is wrong</h1>{' '}
          {rows !== null && (
            <small data-testid="trouble">
              {troubleText(rows, services?.everywhere?.namespaces.length)}
              {services?.region?.tone === 'bad' && (
                <>
                  , <b className="bad">a region does not answer</b>
                </>
              )}
            </small>
          )}
        </div>
        <Links links={shell.links} />
      </header>
      <main className={css['home']} aria-label="Services">
        {shell.failure !== null && <ConnectionFailure failure={shell.failure} />}
        {shell.busy !== null && <Busy busy={shell.busy} />}
        {services?.region !== undefined && <RegionLine notice={services.region} rows={rows ?? []} />}
        {services !== null && !isChosen && <NamespaceChoice services={services} large />}
        {services !== null && isChosen && (
          <ObservedView observed={services.rows}>
            {(value, observedAt) => (
              <ServiceTable
                services={services}
                rows={value}
                observedAt={observedAt}
                lostAt={services.rows.state === 'unreachable' ? services.rows.sinceAt : null}
              />
            )}
          </ObservedView>
        )}
        {services !== null && isChosen && !hasRows && (
          <>
            <NamespaceChoice services={services} />
            {services.everywhere !== null && <EverywhereNotes everywhere={services.everywhere} />}
          </>
        )}
        {hasRows && <RegionsUnwatched shell={shell} />}
      </main>
      <Record />
    </>
  )
}
