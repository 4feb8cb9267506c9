import type { PodOutputView } from '../../../contract/index.ts'
import { FailureNotice } from '../../ui/failure-notice.tsx'
import css from './output.module.css'

/** What could not be read, each reason once; what there is nothing of; what was left out. */
export function OutputSources({ output, source }: { readonly output: PodOutputView; readonly source: string }) {
  const wanted = output.sources.filter(({ id }) => source === '' || id === source)
  const failures = new Map(
    wanted.flatMap(({ failure }) => (failure === null ? [] : [[reasonOf(failure.message), failure]]))
  )
  const reading = wanted.filter(({ state }) => state === 'reading').length
  return (
    <>
      {[...failures.values()].map((failure) => (
        <FailureNotice
          key={failure.message}
          failure={failure}
          lead={failure.code === 'forbidden' ? 'Not allowed.' : 'A log cannot be read.'}
        />
      ))}
      {wanted.map(
        ({ id, state, text, isCut }) =>
          (state === 'none' || isCut) && (
            <p key={id} className={css['note']}>
              {id}: {state === 'none' ? text : 'has more than is shown here'}
            </p>
          )
      )}
      {output.podsLeftOut > 0 && source === '' && (
        <p className={css['note']}>{output.podsLeftOut} more pods are not read: those that stand first tell why.</p>
      )}
      {reading > 0 && <p className={css['note']}>Reading {reading} more logs…</p>}
    </>
  )
}

/** The same refusal names another pod each time. */
function reasonOf(message: string): string {
  return message.replaceAll(/"[^"]*"|\S+-[a-z0-9]{5}\b/g, '')
}
