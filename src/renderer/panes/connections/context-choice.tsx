import { useState } from 'react'
import type { ConnectionView } from '../../../contract/index.ts'
import ui from '../../ui/ui.module.css'
import css from './connections.module.css'
import { alsoIn } from './describe-connection.ts'
import { isRefused } from './risky-fields.tsx'

/** With more of them than fit beside each other, they can be searched. */
const fewContexts = 8

interface Props {
  readonly connection: ConnectionView
  /** Every kubeconfig, to tell which others lead to the same cluster. */
  readonly all: readonly ConnectionView[]
  /** The context that is open; null when none of these is. */
  readonly open: string | null
  readonly chosen: string
  readonly onChoose: (context: string) => void
}

/** The contexts of a kubeconfig to choose one from; those that cannot be used stay, and choosing one shows why. */
export function ContextChoice({ connection, all, open, chosen, onChoose }: Props) {
  const [sought, setSought] = useState('')
  const { contexts } = connection
  const wanted = sought.trim().toLowerCase()
  const shown = contexts.filter(
    ({ name, server }) => name === chosen || name.toLowerCase().includes(wanted) || server.includes(wanted)
  )
  return (
    <>
      {contexts.length > fewContexts && (
        <label className={css['search']}>
          <span>
            Find one of {contexts.length} contexts{wanted === '' ? '' : `, ${shown.length} shown`}
          </span>
          <input
            className={ui['field']}
            type="search"
            value={sought}
            onChange={(event) => setSought(event.target.value)}
          />
        </label>
      )}
      <fieldset className={css['contexts']}>
        <legend className="offscreen">Context</legend>
        {shown.map((each) => (
          <label key={each.name} className={css['context']} data-chosen={each.name === chosen && contexts.length > 1}>
            <input
              type="radio"
              name={`context-${connection.id}`}
              checked={each.name === chosen}
              onChange={() => onChoose(each.name)}
            />
            <span>
              <b className="name">{each.name}</b>{' '}
              <small className="name">
                {[each.server, each.user && `user ${each.user}`, each.auth === 'none' ? 'no credentials' : each.auth]
                  .filter(Boolean)
                  .join(' · ')}
              </small>
            </span>{' '}
            {alsoIn(connection, each, all).map((label, index) => (
              <span key={index} className={ui['tag']}>
                also in {label}
              </span>
            ))}
            {isRefused(each.risky) && <span className={ui['tag']}>cannot be used</span>}{' '}
            {open === each.name && <span className={ui['tag']}>open</span>}
          </label>
        ))}
      </fieldset>
    </>
  )
}
