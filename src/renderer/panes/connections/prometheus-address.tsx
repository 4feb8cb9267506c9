import { useState } from 'react'
import type { AddressedPrometheus, AzureAccountView } from '../../../contract/index.ts'
import { ask } from '../../stores/ask.ts'
import { Button } from '../../ui/button.tsx'
import ui from '../../ui/ui.module.css'
import { accountLine } from './azure-words.ts'
import { ClusterField } from './cluster-field.tsx'
import { MeterField } from './meter-field.tsx'

const signIns = {
  none: 'no sign-in',
  bearer: 'a bearer token',
  basic: 'user and password',
  certificate: 'a client certificate',
  azure: 'an account of Azure'
} as const satisfies Record<AddressedPrometheus['signIn'], string>
const signInIds = Object.keys(signIns) as readonly AddressedPrometheus['signIn'][]

/** A Prometheus with an address of its own: outside the cluster, shared by several, or run by somebody else. */
export function PrometheusAddress({
  target,
  accounts
}: {
  readonly target: AddressedPrometheus | undefined
  readonly accounts: readonly AzureAccountView[]
}) {
  const [url, setUrl] = useState(target?.url ?? '')
  const [signIn, setSignIn] = useState(target?.signIn ?? 'none')
  const [user, setUser] = useState(target?.user ?? '')
  const [secret, setSecret] = useState('')
  const [chosen, setAccount] = useState(target?.account ?? '')
  const account = accounts.find(({ id }) => id === chosen)?.id ?? accounts[0]?.id ?? ''
  const [tenant, setTenant] = useState(target?.tenant ?? '')
  const [cluster, setCluster] = useState(target?.cluster ?? '')
  const [meter, setMeter] = useState(target?.foundBy === 'operator' ? (target.meter ?? '') : '')
  const isKept = target?.url === url.trim() && target.signIn === signIn && (target.user ?? '') === user.trim()
  const isWhole =
    url.trim() !== '' &&
    (signIn === 'azure' ? account !== '' : signIn === 'none' || secret !== '' || isKept) &&
    (signIn !== 'basic' || user.trim() !== '')
  return (
    <form
      className={ui['row']}
      onSubmit={(event) => {
        event.preventDefault()
        void ask('environment.setPrometheus', {
          target: {
            url: url.trim(),
            signIn,
            ...(signIn === 'basic' ? { user: user.trim() } : {}),
            ...(signIn === 'azure' ? { account } : {}),
            ...(signIn !== 'none' && signIn !== 'azure' && secret !== '' ? { secret } : {}),
            ...(tenant.trim() === '' ? {} : { tenant: tenant.trim() }),
            ...(cluster.trim() === '' ? {} : { cluster: cluster.trim() }),
            ...(meter === '' ? {} : { meter })
          }
        })
        setSecret('')
      }}
    >
      <label title="Below it /api/v1/query is served: https://mimir.example.com/prometheus">
        Address{' '}
        <input
          className={ui['field']}
          value={url}
          size={36}
          placeholder="https://prometheus.example.com"
          onChange={(event) => setUrl(event.target.value)}
        />
      </label>
      <label>
        Signs in with{' '}
        <select
          className={ui['field']}
          value={signIn}
          onChange={(event) => setSignIn(signInIds.find((id) => id === event.target.value) ?? 'none')}
        >
          {signInIds.map((id) => (
            <option key={id} value={id}>
              {signIns[id]}
            </option>
          ))}
        </select>
      </label>
      {signIn === 'azure' &&
        (accounts.length === 0 ? (
          <span className="dim">Nobody is signed in to Azure: sign in below, then choose it here.</span>
        ) : (
          <label title="Its token goes to this address only. It needs the role Monitoring Data Reader on the workspace">
            As{' '}
            <select className={ui['field']} value={account} onChange={(event) => setAccount(event.target.value)}>
              {accounts.map((one) => (
                <option key={one.id} value={one.id}>
                  {accountLine(one)}
                </option>
              ))}
            </select>
          </label>
        ))}
      {signIn === 'basic' && (
        <label>
          User{' '}
          <input
            className={ui['field']}
            value={user}
            autoComplete="off"
            onChange={(event) => setUser(event.target.value)}
          />
        </label>
      )}
      {signIn === 'certificate' && (
        <label title="It goes to the keychain and is never shown again; the key without a passphrase">
          Certificate and key, as PEM{isKept ? ', if they have changed ' : ' '}
          <textarea
            className={ui['field']}
            value={secret}
            rows={3}
            spellCheck={false}
            autoComplete="off"
            placeholder="-----BEGIN CERTIFICATE-----"
            onChange={(event) => setSecret(event.target.value)}
          />
        </label>
      )}
      {(signIn === 'bearer' || signIn === 'basic') && (
        <label title="It goes to the keychain and is never shown again">
          {signIn === 'bearer' ? 'Token' : 'Password'}
          {isKept ? ', if it has changed ' : ' '}
          <input
            className={ui['field']}
            type="password"
            autoComplete="off"
            value={secret}
            onChange={(event) => setSecret(event.target.value)}
          />
        </label>
      )}
      <label title="Sent as X-Scope-OrgID: whose series are read, where it holds those of several (Mimir, Cortex, Thanos)">
        Tenant, if it has several{' '}
        <input className={ui['field']} value={tenant} onChange={(event) => setTenant(event.target.value)} />
      </label>
      <MeterField value={meter} onChange={setMeter} />
      <ClusterField value={cluster} onChange={setCluster} />
      <Button type="submit" look="ghost" disabled={!isWhole}>
        Use this address
      </Button>
    </form>
  )
}
