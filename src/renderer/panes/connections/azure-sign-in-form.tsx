import { useState } from 'react'
import { azureClouds, azureWays, type RequestInput } from '../../../contract/index.ts'
import { ask } from '../../stores/ask.ts'
import { Button } from '../../ui/button.tsx'
import ui from '../../ui/ui.module.css'
import { cloudWords, isApplication, wayHints, wayWords } from './azure-words.ts'
import css from './connections.module.css'

interface Props {
  /** Only the drill's cloud can be signed in to there, and only there. */
  readonly isDrill: boolean
  /** Somebody was let in. */
  readonly onDone: () => void
}

type Way = RequestInput<'azure.add'>['way']
type Cloud = RequestInput<'azure.add'>['cloud']

/** A new account: the way in, the cloud, the tenant, and what the way takes. */
export function AzureSignInForm({ isDrill, onDone }: Props) {
  const [way, setWay] = useState<Way>('browser')
  const [cloud, setCloud] = useState<Cloud>(isDrill ? 'drill' : 'public')
  const [tenant, setTenant] = useState('')
  const [client, setClient] = useState('')
  const [secret, setSecret] = useState('')
  const [isAsking, setAsking] = useState(false)
  const needs = [
    // A person is of one tenant or another; who is not asked has to be told which.
    ...(isPerson(way) ? [] : [tenant]),
    ...(isApplication(way) ? [client] : []),
    ...(way === 'secret' ? [secret] : [])
  ]
  const isWhole = needs.every((text) => text.trim() !== '')
  return (
    <form
      className={css['azureForm']}
      data-testid="azure-form"
      aria-label="Sign in to Azure"
      onSubmit={(event) => {
        event.preventDefault()
        setAsking(true)
        void ask('azure.add', {
          way,
          cloud,
          tenant: tenant.trim() || 'organizations',
          ...(client.trim() === '' || way === 'cli' ? {} : { client: client.trim() }),
          ...(way === 'secret' ? { secret } : {})
        }).then((account) => {
          setAsking(false)
          if (account) onDone()
        })
        setSecret('')
      }}
    >
      <label>
        <span>Sign in</span>
        <select
          className={ui['field']}
          value={way}
          onChange={(event) => setWay(azureWays.find((id) => id === event.target.value) ?? 'browser')}
        >
          {azureWays.map((id) => (
            <option key={id} value={id}>
              {wayWords[id]}
            </option>
          ))}
        </select>
      </label>
      {!isDrill && (
        <label>
          <span>Cloud</span>
          <select
            className={ui['field']}
            value={cloud}
            onChange={(event) => setCloud(azureClouds.find((id) => id === event.target.value) ?? 'public')}
          >
            {azureClouds
              .filter((id) => id !== 'drill')
              .map((id) => (
                <option key={id} value={id}>
                  {cloudWords[id]}
                </option>
              ))}
          </select>
        </label>
      )}
      <label>
        <span>{isPerson(way) ? 'Tenant id or domain, if not your own' : 'Tenant id or domain'}</span>
        <input className={ui['field']} value={tenant} onChange={(event) => setTenant(event.target.value)} />
      </label>
      {way !== 'cli' && (
        <label>
          <span>{isPerson(way) ? 'Application id, if not that of az' : 'Application id'}</span>
          <input className={ui['field']} value={client} onChange={(event) => setClient(event.target.value)} />
        </label>
      )}
      {way === 'secret' && (
        <label>
          <span>Its secret</span>
          <input
            className={ui['field']}
            type="password"
            autoComplete="off"
            value={secret}
            onChange={(event) => setSecret(event.target.value)}
          />
        </label>
      )}
      <p>{wayHints[way]}</p>
      <Button type="submit" look="ghost" disabled={!isWhole || isAsking}>
        {way === 'certificate' || way === 'workload' ? 'Choose the file and sign in' : 'Sign in'}
      </Button>
    </form>
  )
}

function isPerson(way: Way): boolean {
  return way === 'browser' || way === 'deviceCode'
}
