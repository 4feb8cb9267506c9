import type { ReactNode } from 'react'
import type { Failure } from '../../contract/index.ts'
import { formatAge } from '../../contract/words/format-duration.ts'
import { copy } from '../stores/ask.ts'
import { useNowMs } from '../stores/clock.ts'
import { Button } from './button.tsx'
import { Disclosure } from './disclosure.tsx'
import { nextTryText } from './next-try.ts'
import { useOtherUsers } from './other-users.ts'
import css from './ui.module.css'

interface Props {
  readonly failure: Failure
  /** What failed, where the code alone would not say it. */
  readonly lead?: string
  readonly sinceAt?: string | undefined
  readonly nextTryAt?: string | undefined
  readonly assertive?: boolean
  readonly actions?: ReactNode
}

/** What failed, why, and the way out; forbidden names verb, resource, namespace and user, with the grant to copy. */
export function FailureNotice({ failure, lead, sinceAt, nextTryAt, assertive = false, actions }: Props) {
  const forbidden = failure.code === 'forbidden'
  return (
    <div
      className={css['notice']}
      data-tone={forbidden ? 'warn' : 'bad'}
      data-testid={forbidden ? 'forbidden' : 'failure'}
      role={assertive ? 'alert' : 'group'}
      aria-label={forbidden ? 'Not allowed' : 'Failure'}
    >
      <b aria-hidden="true">{forbidden ? '⊘' : '✕'}</b>
      <div>
        <p>
          <b>{lead ?? leadOf(failure)}</b> {failure.message}
        </p>
        {failure.remedy !== undefined && <p>{failure.remedy}</p>}
        {!forbidden && failure.causes.length > 0 && (
          <p className="dim">Because: {failure.causes.join(', because: ')}</p>
        )}
        {sinceAt !== undefined && <Since sinceAt={sinceAt} nextTryAt={nextTryAt} />}
        {forbidden && <Denied failure={failure} />}
      </div>
      <span>{actions}</span>
    </div>
  )
}

const leads: Partial<Record<Failure['code'], string>> = {
  forbidden: 'Not allowed.',
  unreachable: 'Unreachable.',
  timeout: 'No answer.',
  unauthorized: 'Signed out.',
  tls: 'Certificate not trusted.',
  refused: 'Refused.',
  locked: 'Keychain locked.',
  expired: 'Expired.',
  preconditionFailed: 'Changed since the plan.',
  conflict: 'Changed by someone else.'
}

function leadOf(failure: Failure): string {
  return leads[failure.code] ?? 'Failed.'
}

function Since({ sinceAt, nextTryAt }: { readonly sinceAt: string; readonly nextTryAt?: string | undefined }) {
  const now = useNowMs()
  const next = nextTryAt === undefined ? '' : `, ${nextTryText(nextTryAt, now)}`
  return (
    <p>
      Since {formatAge(now - Date.parse(sinceAt))}
      {next}.
    </p>
  )
}

function Denied({ failure }: { readonly failure: Failure }) {
  const { grant } = failure
  const others = useOtherUsers()
  const { verb, resource, group, namespace, user } = failure.address
  const named = resource === undefined ? undefined : group ? `${resource}.${group}` : resource
  const facts: readonly (readonly [string, string | undefined])[] = [
    ['Verb', verb],
    ['Resource', named],
    ['Namespace', namespace],
    ['User', user]
  ]
  const list = (
    <>
      <dl className={css['facts']}>
        {facts
          .filter(([, value]) => value !== undefined && value !== '')
          .map(([term, value]) => (
            <div key={term}>
              <dt>{term}</dt>
              <dd>{value}</dd>
            </div>
          ))}
      </dl>
      {failure.causes.length > 0 && <p className="dim">Because: {failure.causes.join(', because: ')}</p>}
    </>
  )
  if (grant === undefined) return list
  return (
    <>
      {others !== '' && <p data-testid="other-users">{others}</p>}
      <div className={css['grantRow']}>
        <Disclosure summary="The smallest Role that allows it">
          {list}
          <pre className={css['grant']} tabIndex={0} aria-label="Role that would allow it" data-testid="grant">
            {grant}
          </pre>
        </Disclosure>
        <Button look="small" onClick={() => void copy({ kind: 'grant', grant }, 'the Role')}>
          Copy the Role
        </Button>
      </div>
    </>
  )
}
