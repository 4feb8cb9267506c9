import type { EverywhereView } from '../../../contract/index.ts'
import { Disclosure } from '../../ui/disclosure.tsx'
import { FailureNotice } from '../../ui/failure-notice.tsx'
import css from './services.module.css'

const mostNamed = 6

/** What a list of all namespaces leaves out, and why: what is not seen must not pass for what is well. */
export function EverywhereNotes({ everywhere }: { readonly everywhere: EverywhereView }) {
  const { how, why, unread, leftOut } = everywhere
  if (why === '' && unread.length === 0 && leftOut.length === 0) return null
  const names = unread.map(({ namespace }) => namespace)
  return (
    <div className={css['everywhere']} data-testid="everywhere">
      {why !== '' && (
        <p>
          {why} {how === 'apart' && 'Namespaces are read one by one.'}
        </p>
      )}
      {leftOut.length > 0 && (
        <p className="warn" data-testid="left-out">
          Not read, to keep the load low: {someOf(leftOut)}. Choose one to see it.
        </p>
      )}
      {unread.length > 0 && (
        <Disclosure
          testId="unread"
          className={css['unread']}
          summary={<span className="warn">Could not be read: {someOf(names)}</span>}
        >
          {unread.map(({ namespace, failure }) => (
            <FailureNotice key={namespace} lead={`${namespace}:`} failure={failure} />
          ))}
        </Disclosure>
      )}
    </div>
  )
}

function someOf(names: readonly string[]): string {
  const rest = names.length - mostNamed
  return rest > 1 ? `${names.slice(0, mostNamed).join(', ')} and ${rest} more` : names.join(', ')
}
