import { useState } from 'react'
import type { ConnectionView, ContextView, EnvironmentKind, EnvironmentView } from '../../../contract/index.ts'
import { saidKind } from '../../../contract/environment.ts'
import { ask } from '../../stores/ask.ts'
import { useWindowKeys } from '../shell/use-window-keys.ts'
import { Button } from '../../ui/button.tsx'
import ui from '../../ui/ui.module.css'
import css from './connections.module.css'
import { ExecApproval } from './exec-approval.tsx'
import { ProxyApproval } from './proxy-approval.tsx'
import { isRefused, RiskyFields } from './risky-fields.tsx'

interface Props {
  readonly connection: ConnectionView
  readonly context: ContextView
  readonly environment: EnvironmentView | null
  readonly onOpened: () => void
  readonly isFirst: boolean
}

type KnownKind = Exclude<EnvironmentKind, 'drill'>

/** What the form says of an environment: what was only assumed is not set. */
function kindIn(known: Pick<EnvironmentView, 'kind' | 'kindUnset'>): KnownKind | 'unset' {
  const { kind = 'drill' } = saidKind(known)
  return kind === 'drill' ? 'unset' : kind
}

/** Name the environment, say its kind (unset means production), test it, open it. */
export function ContextForm({ connection, context, environment, onOpened, isFirst }: Props) {
  const isOpen = environment?.connectionId === connection.id && environment.context === context.name
  const known = isOpen ? environment : context.known
  const [name, setName] = useState(known?.name ?? context.name.slice(0, 63))
  const [kind, setKind] = useState<KnownKind | 'unset'>(known ? kindIn(known) : 'unset')
  const [namespace, setNamespace] = useState(known?.namespace ?? context.namespace)
  const [tested, setTested] = useState('')
  const drill = connection.label === 'drill'
  const waiting = waitsFor(context)
  const isAsOpen =
    isOpen &&
    name === environment.name &&
    namespace === environment.namespace &&
    (drill || kind === kindIn(environment))

  async function test(): Promise<void> {
    setTested('Testing')
    const answer = await ask('connection.test', { connectionId: connection.id, context: context.name })
    setTested(answer === undefined ? '' : answer.text)
  }
  async function open(): Promise<void> {
    const answer = await ask('environment.open', {
      connectionId: connection.id,
      context: context.name,
      name,
      ...(drill ? { kind: 'drill' as const } : kind === 'unset' ? {} : { kind }),
      ...(namespace === '' ? {} : { namespace })
    })
    if (answer !== undefined) onOpened()
  }
  const isOffered = isFirst && environment === null && name !== '' && waiting === ''
  // A context is chosen by a box that enter does not press.
  useWindowKeys((event, place) => {
    const isChoice = event.target instanceof Element && event.target.matches('input[type="radio"]')
    if (!isOffered || event.key !== 'Enter' || event.repeat || event.ctrlKey || event.metaKey || event.altKey)
      return false
    if (place !== 'page' && !isChoice) return false
    void open()
    return true
  })
  return (
    <form
      className={css['form']}
      onSubmit={(event) => {
        event.preventDefault()
        void open()
      }}
    >
      {/* What needs approval has a notice of its own below. */}
      <RiskyFields fields={context.risky.filter(({ treatment }) => treatment !== 'approval')} />
      {context.exec !== undefined && (
        <ExecApproval connectionId={connection.id} context={context.name} exec={context.exec} />
      )}
      {context.proxy !== undefined && (
        <ProxyApproval connectionId={connection.id} context={context.name} proxy={context.proxy} />
      )}
      <div className={css['fields']}>
        <label>
          <span>Name of the environment</span>
          <input
            className={ui['field']}
            value={name}
            maxLength={63}
            required
            onChange={(event) => setName(event.target.value)}
          />
        </label>
        <label>
          <span>Kind</span>
          <select
            className={ui['field']}
            value={kind}
            disabled={drill}
            onChange={(event) =>
              setKind(
                event.target.value === 'staging'
                  ? 'staging'
                  : event.target.value === 'production'
                    ? 'production'
                    : 'unset'
              )
            }
          >
            <option value="unset">{drill ? 'Drill' : 'Not set: treated as production'}</option>
            <option value="production">Production</option>
            <option value="staging">Staging</option>
          </select>
        </label>
        <label>
          <span>Namespace, if you know it</span>
          <input
            className={ui['field']}
            value={namespace}
            maxLength={63}
            onChange={(event) => setNamespace(event.target.value)}
          />
        </label>
      </div>
      <div className={ui['row']}>
        {isAsOpen && <Button onClick={onOpened}>Back to {name}</Button>}
        <Button
          type="submit"
          look={isFirst && !isAsOpen ? 'act' : 'ghost'}
          disabled={name === '' || waiting !== ''}
          keys={isOffered ? 'enter' : undefined}
        >
          {isOpen ? `Open ${name} again` : `Open ${name || 'this environment'}`}
        </Button>
        <Button look="ghost" onClick={() => void test()}>
          Test the connection
        </Button>
        <span role="status" className={css['tested']}>
          {waiting === '' ? tested : waiting}
        </span>
      </div>
    </form>
  )
}

/** What has to be done before this context can be opened; empty when nothing has. */
function waitsFor({ exec, proxy, risky }: ContextView): string {
  if (isRefused(risky)) return 'Correct the kubeconfig, then replace this one with it.'
  if (exec?.path === '') return 'Install the sign-in program, then test the connection.'
  if (exec?.approved === false) return 'Approve the sign-in program first.'
  return proxy?.approved === false ? 'Approve the proxy first.' : ''
}
