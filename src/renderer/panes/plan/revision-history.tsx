import type { Plan, ServiceView } from '../../../contract/index.ts'
import { setView } from '../../stores/view.ts'
import { Disclosure } from '../../ui/disclosure.tsx'
import { ObservedView } from '../../ui/observed.tsx'
import css from './plan.module.css'
import { RevisionRow } from './revision-row.tsx'

interface Props {
  readonly service: ServiceView
  readonly plan: Plan | null
  readonly open: boolean
  /** False when the lever is refused: the history can still be read and marked. */
  readonly canChoose: boolean
}

/** Every revision with what speaks for and against it; choose one, or mark it. */
export function RevisionHistory({ service, plan, open, canChoose }: Props) {
  const count = service.revisions.state === 'value' ? service.revisions.value.length : null
  const others = (count ?? 2) > 1
  const invitation = !canChoose || !others ? '' : plan === null ? ', choose one' : ', choose another'
  return (
    <Disclosure
      className={css['history']}
      open={open}
      testId="revisions"
      onToggle={(choosing) => setView({ choosing })}
      summary={`History${count === null ? '' : `: ${count} ${count === 1 ? 'revision' : 'revisions'}`}${invitation}`}
    >
      <ObservedView observed={service.revisions}>
        {(revisions) =>
          revisions.length === 0 ? (
            <p className="dim">No ReplicaSet is left: there is nothing to go back to.</p>
          ) : (
            <ol>
              {revisions.map((revision) => (
                <RevisionRow
                  key={revision.uid}
                  revision={revision}
                  service={service.ref}
                  canChoose={canChoose && !revision.isCurrent}
                  planned={plan?.target.toRevision === revision.revision}
                />
              ))}
            </ol>
          )
        }
      </ObservedView>
    </Disclosure>
  )
}
