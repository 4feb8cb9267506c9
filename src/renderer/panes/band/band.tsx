import type { EnvironmentKind, JournalHealth, ShellView } from '../../../contract/index.ts'
import { useFeedPart } from '../../stores/feeds.ts'
import { setView } from '../../stores/view.ts'
import { classNames } from '../../ui/class-names.ts'
import css from './band.module.css'

const kinds: Readonly<Record<EnvironmentKind, { readonly glyph: string; readonly word: string }>> = {
  production: { glyph: '▲', word: 'PRODUCTION' },
  staging: { glyph: '■', word: 'STAGING' },
  drill: { glyph: '◇', word: 'DRILL' }
}

/** Where you are, by colour, word and shape; and whether what you do is being recorded. */
export function Band({ shell }: { readonly shell: ShellView }) {
  const health = useFeedPart('record', (record) => record.health)
  const environment = shell.environment
  const namespace = useNamespaceInView(environment?.namespace ?? '')
  const kind = environment === null ? null : kinds[environment.kind]
  const memoryOnly = shell.keychain.state === 'unavailable' || shell.keychain.state === 'locked'
  return (
    <div
      className={css['band']}
      data-kind={environment?.kind ?? 'none'}
      data-testid="band"
      role="region"
      aria-label="Environment"
    >
      <strong>{kind === null ? 'Backout' : `${kind.glyph} ${kind.word}`}</strong>
      <span className={classNames(css['where'], 'name')}>
        {environment === null ? 'no environment open' : whereText(environment, namespace)}
      </span>
      <span className={css['right']}>
        {environment?.insecure === true && <span>TLS not verified: reading only</span>}
        {!shell.sandboxed && <span>Chromium sandbox off</span>}
        {environment !== null && memoryOnly && <span>Credentials in memory only</span>}
        {shell.operator !== '' && environment !== null && (
          <span className={css['operator']} title="As the cluster knows you, and your account on this computer">
            Operator: {operatorText(shell.operator, environment.user)}
          </span>
        )}
        {health !== undefined && environment !== null && (
          <span title={health.unprotected}>{recordingText(health)}</span>
        )}
        {environment !== null && (
          <button type="button" className={css['connections']} onClick={() => setView({ overlay: 'connections' })}>
            Connections <kbd>F2</kbd>
          </button>
        )}
      </span>
    </div>
  )
}

function recordingText({ state, unprotected }: JournalHealth): string {
  if (state === 'unhealthy') return 'Not recording: nothing can be changed'
  return unprotected === undefined ? 'Recording' : 'Recording, unprotected'
}

/** The cluster's name says more than the account's, which may be anybody's. */
function operatorText(account: string, user: string | undefined): string {
  return user === undefined || user === account ? account : `${user} (${account})`
}

/** That of the open service; else the list's, which may be of all of them. */
function useNamespaceInView(chosen: string): string {
  const ofService = useFeedPart('service', (service) => service?.ref.namespace)
  const isEverywhere = useFeedPart('services', (services) => (services?.everywhere ?? null) !== null)
  if (ofService === undefined && isEverywhere === true) return 'all namespaces'
  const namespace = ofService ?? chosen
  return namespace === '' ? '' : `namespace ${namespace}`
}

function whereText(environment: NonNullable<ShellView['environment']>, namespace: string): string {
  const parts = [environment.name]
  if (environment.kind !== 'drill' && environment.context !== environment.name)
    parts.push(`context ${environment.context}`)
  if (environment.kindUnset) parts.push('kind not set, counts as production')
  if (namespace !== '') parts.push(namespace)
  if (environment.kind === 'drill') parts.push('simulated, nothing here is real')
  return parts.join(' · ')
}
