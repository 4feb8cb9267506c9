import type { ShellView } from '../../../contract/index.ts'
import { ConnectionList } from './connection-list.tsx'
import { Unfinished } from '../first-run/unfinished.tsx'
import css from './connections.module.css'
import { PasteAgain } from './paste-again.tsx'
import { OpeningFailure } from './opening-failure.tsx'

/** Connections are stored but no environment is open: choose one, name it, open it. */
export function ConnectionsScreen({ shell }: { readonly shell: ShellView }) {
  return (
    <main className={css['screen']} data-focus="connections" tabIndex={-1} aria-label="Connections">
      <div>
        <h1>Which cluster is it?</h1>
        <p className={css['lead']}>Choose a context and say what it is. Nothing is changed by opening it.</p>
        <div className={css['list']}>
          {shell.unfinished !== null && (
            <Unfinished incident={shell.unfinished} disabled={shell.busy !== null && !shell.busy.canStop} />
          )}
          {shell.unfinished !== null && <PasteAgain to={shell.unfinished.cluster} shell={shell} />}
          {shell.failure !== null && <OpeningFailure failure={shell.failure} connections={shell.connections} />}
          <ConnectionList shell={shell} onOpened={() => undefined} />
        </div>
      </div>
    </main>
  )
}
