import { useState } from 'react'
import type { AzureTarget } from '../../../contract/index.ts'
import { ask } from '../../stores/ask.ts'
import { Button } from '../../ui/button.tsx'
import { Disclosure } from '../../ui/disclosure.tsx'
import ui from '../../ui/ui.module.css'
import css from './connections.module.css'

const clouds = { public: 'public', china: 'China', usGov: 'US Government' } as const satisfies Record<
  AzureTarget['cloud'],
  string
>
const cloudIds = Object.keys(clouds) as readonly AzureTarget['cloud'][]

/** What leads users to the environment: a Traffic Manager profile, and the application that may read and change it. */
export function AzureForm({ target }: { readonly target: AzureTarget | undefined }) {
  const [cloud, setCloud] = useState(target?.cloud ?? 'public')
  const [profile, setProfile] = useState(target?.profile ?? '')
  const [tenant, setTenant] = useState(target?.tenant ?? '')
  const [client, setClient] = useState(target?.client ?? '')
  const [secret, setSecret] = useState('')
  const isOther = target?.client !== client || target.tenant !== tenant || target.cloud !== cloud
  const isWhole = [profile, tenant, client, ...(isOther ? [secret] : [])].every((text) => text.trim() !== '')
  return (
    <Disclosure
      className={css['prometheus']}
      summary={`Azure: ${target === undefined ? 'nothing said of what leads users here' : `profile ${nameOf(target)}`}`}
    >
      <form
        className={ui['row']}
        onSubmit={(event) => {
          event.preventDefault()
          const said = { cloud, tenant: tenant.trim(), client: client.trim(), profile: profile.trim() }
          void ask('environment.setAzure', { target: secret === '' ? said : { ...said, secret } })
          setSecret('')
        }}
      >
        <label title="As the portal and az show it: /subscriptions/…/trafficManagerProfiles/NAME">
          Traffic Manager profile, resource id{' '}
          <input className={ui['field']} value={profile} onChange={(event) => setProfile(event.target.value)} />
        </label>
        <label>
          Cloud{' '}
          <select
            className={ui['field']}
            value={cloud}
            onChange={(event) => setCloud(cloudIds.find((id) => id === event.target.value) ?? 'public')}
          >
            {cloudIds.map((id) => (
              <option key={id} value={id}>
                {clouds[id]}
              </option>
            ))}
          </select>
        </label>
        <label>
          Tenant id <input className={ui['field']} value={tenant} onChange={(event) => setTenant(event.target.value)} />
        </label>
        <label>
          Application id{' '}
          <input className={ui['field']} value={client} onChange={(event) => setClient(event.target.value)} />
        </label>
        <label title="It goes to the keychain and is never shown again">
          {isOther ? 'Its secret' : 'Another secret, if it has changed'}{' '}
          <input
            className={ui['field']}
            type="password"
            autoComplete="off"
            value={secret}
            onChange={(event) => setSecret(event.target.value)}
          />
        </label>
        <Button type="submit" look="ghost" disabled={!isWhole}>
          Sign in
        </Button>
        {target !== undefined && (
          <Button look="ghost" onClick={() => void ask('environment.setAzure', { target: null })}>
            Forget it
          </Button>
        )}
      </form>
    </Disclosure>
  )
}

function nameOf({ profile }: AzureTarget): string {
  return profile.split('/').at(-1) ?? profile
}
