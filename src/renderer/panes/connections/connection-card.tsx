import { useEffect, useRef, useState } from 'react'
import type { ConnectionView, ContextView, ShellView } from '../../../contract/index.ts'
import { ask } from '../../stores/ask.ts'
import { say } from '../../stores/view.ts'
import { Button } from '../../ui/button.tsx'
import ui from '../../ui/ui.module.css'
import { ContextChoice } from './context-choice.tsx'
import { ContextForm } from './context-form.tsx'
import css from './connections.module.css'
import { whereTo } from './describe-connection.ts'
import { PasteKubeconfig } from './paste-kubeconfig.tsx'
import { isRefused } from './risky-fields.tsx'

interface Props {
  readonly connection: ConnectionView
  readonly shell: ShellView
  readonly onOpened: () => void
  /** Imported just now: it is brought into view and gets the focus. */
  readonly isNew: boolean
  /** Its button is the one that stands out. */
  readonly isFirst: boolean
}

/** One stored kubeconfig: its contexts to choose from, replace it, forget it. */
export function ConnectionCard({ connection, shell, onOpened, isNew, isFirst }: Props) {
  const { environment, defaultKubeconfig } = shell
  const [chosen, setChosen] = useState(connection.currentContext || firstUsable(connection.contexts))
  const [replacing, setReplacing] = useState(false)
  const card = useRef<HTMLElement>(null)
  useEffect(() => {
    if (!isNew) return
    card.current?.focus({ preventScroll: true })
    card.current?.scrollIntoView({ block: 'nearest' })
  }, [isNew])
  const open = environment?.connectionId === connection.id ? environment.context : null
  const context = connection.contexts.find((each) => each.name === chosen)
  async function forget(): Promise<void> {
    if ((await ask('connection.forget', { connectionId: connection.id })) !== undefined)
      say(`Forgot ${connection.label}`)
  }
  return (
    <section ref={card} tabIndex={-1} className={css['card']} aria-label={`Connection ${connection.label}`}>
      <header>
        <h2>
          {connection.label} <small className="name">{whereTo(connection)}</small>
        </h2>
        <span className={ui['tag']}>{connection.stored === 'keychain' ? 'in the keychain' : 'in memory only'}</span>
        <span className={css['spring']} />
        {connection.label !== 'drill' && (
          <Button look="small" onClick={() => setReplacing(true)}>
            Replace
          </Button>
        )}
        <Button look="small" onClick={() => void forget()}>
          Forget
        </Button>
      </header>
      {connection.notices.length > 0 && (
        <ul className={css['notices']} aria-label="About this kubeconfig">
          {connection.notices.map((notice) => (
            <li key={notice}>{notice}</li>
          ))}
        </ul>
      )}
      <ContextChoice connection={connection} all={shell.connections} open={open} chosen={chosen} onChoose={setChosen} />
      {context !== undefined && (
        <ContextForm
          key={context.name}
          connection={connection}
          context={context}
          environment={environment}
          onOpened={onOpened}
          isFirst={isFirst}
        />
      )}
      {replacing && (
        <PasteKubeconfig replaces={connection} found={defaultKubeconfig} onClose={() => setReplacing(false)} />
      )}
    </section>
  )
}

function firstUsable(contexts: readonly ContextView[]): string {
  return (contexts.find(({ risky }) => !isRefused(risky)) ?? contexts[0])?.name ?? ''
}
