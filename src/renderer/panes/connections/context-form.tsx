import { useState } from 'react'
import type { ConnectionView, ContextView, EnvironmentKind, EnvironmentView } from '../../../contract/index.ts'
import { ask } from '../../stores/ask.ts'
import { Button } from '../../ui/button.tsx'
import ui from '../../ui/ui.module.css'
import css from './connections.module.css'
import { ExecApproval } from './exec-approval.tsx'
import { RiskyFields } from './risky-fields.tsx'

interface Props {
  readonly connection: ConnectionView
  readonly context: ContextView
  readonly environment: EnvironmentView | null
  readonly onOpened: () => void
}

type KnownKind = Exclude<EnvironmentKind, 'drill'>

/** Name the environment, say its kind (unset means production), test it, open it. */
export function ContextForm({ connection, context, environment, onOpened }: Props) {
  const isOpen = environment?.connectionId === connection.id && environment.context === context.name
  const [name, setName] = useState(isOpen ? environment.name : context.name.slice(0, 63))
  const [kind, setKind] = useState<KnownKind | 'unset'>(isOpen && environment.kind === 'staging' ? 'staging' : 'unset')
  const [namespace, setNamespace] = useState(context.namespace)
  const [tested, setTested] = useState('')
  const drill = connection.label === 'drill'
  const waitsForExec = context.exec !== undefined && !context.exec.approved

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
      kind: drill ? 'drill' : kind === 'unset' ? 'production' : kind,
      ...(namespace === '' ? {} : { namespace })
    })
    if (answer !== undefined) onOpened()
  }
  return (
    <form
      className={css['form']}
      onSubmit={(event) => {
        event.preventDefault()
        void open()
      }}
    >
      <RiskyFields fields={context.risky} />
      {context.exec !== undefined && (
        <ExecApproval connectionId={connection.id} context={context.name} exec={context.exec} />
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
        <Button type="submit" disabled={name === '' || waitsForExec}>
          Open {name || 'this environment'}
        </Button>
        <Button look="ghost" disabled={waitsForExec} onClick={() => void test()}>
          Test the connection
        </Button>
        <span role="status" className={css['tested']}>
          {waitsForExec ? 'Approve the sign-in program first.' : tested}
        </span>
      </div>
    </form>
  )
}
