import { useState } from 'react'
import type { ConnectionView, ShellView } from '../../../contract/index.ts'
import { ask } from '../../stores/ask.ts'
import { say } from '../../stores/view.ts'
import { Button } from '../../ui/button.tsx'
import ui from '../../ui/ui.module.css'
import { ContextForm } from './context-form.tsx'
import css from './connections.module.css'
import { PasteKubeconfig } from './paste-kubeconfig.tsx'

interface Props {
  readonly connection: ConnectionView
  readonly shell: ShellView
  readonly onOpened: () => void
}

/** One stored kubeconfig: its contexts to choose from, replace it, forget it. */
export function ConnectionCard({ connection, shell, onOpened }: Props) {
  const { environment, defaultKubeconfig } = shell
  const [chosen, setChosen] = useState(connection.currentContext || (connection.contexts[0]?.name ?? ''))
  const [replacing, setReplacing] = useState(false)
  const [forgetting, setForgetting] = useState(false)
  const context = connection.contexts.find((each) => each.name === chosen)
  async function forget(): Promise<void> {
    if ((await ask('connection.forget', { connectionId: connection.id })) !== undefined)
      say(`Forgot ${connection.label}`)
    setForgetting(false)
  }
  return (
    <section className={css['card']} aria-label={`Connection ${connection.label}`}>
      <header>
        <h2>{connection.label}</h2>
        <span className={ui['tag']}>{connection.stored === 'keychain' ? 'in the keychain' : 'in memory only'}</span>
        <span className={css['spring']} />
        {connection.label !== 'drill' && (
          <Button look="small" onClick={() => setReplacing(true)}>
            Replace
          </Button>
        )}
        {forgetting ? (
          <>
            <Button look="small" onClick={() => void forget()}>
              Forget {connection.label} for good
            </Button>
            <Button look="small" onClick={() => setForgetting(false)}>
              Keep it
            </Button>
          </>
        ) : (
          <Button look="small" onClick={() => setForgetting(true)}>
            Forget
          </Button>
        )}
      </header>
      <fieldset>
        <legend className="offscreen">Context</legend>
        {connection.contexts.map((each) => (
          <label key={each.name} className={css['context']} data-chosen={each.name === chosen}>
            <input
              type="radio"
              name={`context-${connection.id}`}
              checked={each.name === chosen}
              onChange={() => setChosen(each.name)}
            />
            <span>
              <b>{each.name}</b>
              <small>
                {each.server} · user {each.user} · {each.auth}
              </small>
            </span>
            {environment?.connectionId === connection.id && environment.context === each.name && (
              <span className={ui['tag']}>open</span>
            )}
          </label>
        ))}
      </fieldset>
      {context !== undefined && (
        <ContextForm
          key={context.name}
          connection={connection}
          context={context}
          environment={environment}
          onOpened={onOpened}
        />
      )}
      {replacing && (
        <PasteKubeconfig replaces={connection} found={defaultKubeconfig} onClose={() => setReplacing(false)} />
      )}
    </section>
  )
}
