import { useState } from 'react'
import type { ShellView } from '../../../contract/index.ts'
import { ask } from '../../stores/ask.ts'
import { Button } from '../../ui/button.tsx'
import ui from '../../ui/ui.module.css'
import { practise } from '../practice/practise.ts'
import { Busy } from '../shell/busy.tsx'
import { ConnectionCard } from './connection-card.tsx'
import css from './connections.module.css'
import { KeychainNotice } from './keychain-notice.tsx'
import { PasteKubeconfig } from './paste-kubeconfig.tsx'
import { AzurePanel } from './azure-panel.tsx'
import { PrometheusForm } from './prometheus-form.tsx'

interface Props {
  readonly shell: ShellView
  readonly onOpened: () => void
}

/** Every stored kubeconfig with its contexts, and the ways to add one. */
export function ConnectionList({ shell, onOpened }: Props) {
  const [pasting, setPasting] = useState(false)
  // What was there when the list opened is not new.
  const [before] = useState(() => new Set(shell.connections.map(({ id }) => id)))
  const newest = shell.connections.toSorted((a, b) => (a.addedAt < b.addedAt ? 1 : -1))[0]
  return (
    <div className={css['list']} data-testid="connections">
      {shell.connections.map((connection) => (
        <ConnectionCard
          key={connection.id}
          connection={connection}
          shell={shell}
          onOpened={onOpened}
          isNew={!before.has(connection.id)}
          isFirst={connection.id === newest?.id}
        />
      ))}
      {shell.busy !== null && <Busy busy={shell.busy} />}
      <div className={ui['row']}>
        {shell.defaultKubeconfig !== null && (
          <Button look="ghost" onClick={() => void ask('connection.importDefault', {})}>
            {shell.connections.some(({ label }) => label === shell.defaultKubeconfig?.path)
              ? `Read ${shell.defaultKubeconfig.path} again`
              : 'Open my kubeconfig'}
          </Button>
        )}
        <Button look="ghost" onClick={() => setPasting(true)}>
          Paste or choose another
        </Button>
        <Button look="ghost" onClick={practise}>
          Practise on the drill
        </Button>
        {shell.environment === null && (
          <Button look="ghost" onClick={() => void ask('record.open', {}).then(onOpened)}>
            Checklist and last record
          </Button>
        )}
        {shell.environment !== null && (
          <Button look="ghost" onClick={() => void ask('environment.close', {}).then(onOpened)}>
            Close {shell.environment.name}
          </Button>
        )}
      </div>
      {shell.environment !== null && shell.environment.kind !== 'drill' && (
        <PrometheusForm target={shell.environment.prometheus} accounts={shell.azureAccounts} />
      )}
      <AzurePanel shell={shell} />
      <p className={css['fine']}>
        <KeychainNotice keychain={shell.keychain} />
      </p>
      {pasting && <PasteKubeconfig found={shell.defaultKubeconfig} onClose={() => setPasting(false)} />}
    </div>
  )
}
