import { useState } from 'react'
import type { AzureAccountView, AzureTarget } from '../../../contract/index.ts'
import { ask } from '../../stores/ask.ts'
import { Button } from '../../ui/button.tsx'
import ui from '../../ui/ui.module.css'
import { accountLine } from './azure-words.ts'
import css from './connections.module.css'

interface Props {
  readonly accounts: readonly AzureAccountView[]
  readonly target: AzureTarget | undefined
  /** What it is in front of. */
  readonly environment: string
  /** The drill has one profile, which is not typed. */
  readonly isDrill: boolean
}

/** What leads users to the open environment: a Traffic Manager profile, and the account that reads and changes it. */
export function AzureTargetForm({ accounts, target, environment, isDrill }: Props) {
  const [chosen, setChosen] = useState(target?.accountId)
  const [profile, setProfile] = useState(target?.profile ?? '')
  const [typed, setTyped] = useState((target?.names ?? []).join(' '))
  const names = namesIn(typed)
  const account = accounts.find(({ id }) => id === chosen) ?? accounts.at(-1)
  const isSame =
    account?.id === target?.accountId &&
    profile.trim() === target?.profile &&
    names.join(' ') === (target?.names ?? []).join(' ')
  return (
    <form
      className={css['azureForm']}
      data-testid="azure-target"
      aria-label={`What is in front of ${environment}`}
      onSubmit={(event) => {
        event.preventDefault()
        if (account)
          void ask('environment.setAzure', {
            target: { accountId: account.id, profile: profile.trim(), names: [...names] }
          })
      }}
    >
      <label className={css['wide']} title="As the portal and az show it: /subscriptions/…/trafficManagerProfiles/NAME">
        <span>Traffic Manager profile in front of {environment}, resource id</span>
        <input
          className={ui['field']}
          value={profile}
          readOnly={isDrill}
          onChange={(event) => setProfile(event.target.value)}
        />
      </label>
      <label
        className={css['wide']}
        title="Such as www.example.com. Each is followed to the profile, with the TTL of every alias"
      >
        <span>Names that users type, if others than the profile's</span>
        <input
          className={ui['field']}
          value={typed}
          readOnly={isDrill}
          onChange={(event) => setTyped(event.target.value)}
        />
      </label>
      <label className={css['wide']}>
        <span>Looked after by</span>
        <select className={ui['field']} value={account?.id} onChange={(event) => setChosen(event.target.value)}>
          {accounts.map((one) => (
            <option key={one.id} value={one.id}>
              {accountLine(one)}
            </option>
          ))}
        </select>
      </label>
      <Button type="submit" look="ghost" disabled={profile.trim() === '' || isSame}>
        Use this
      </Button>
      {target !== undefined && !isDrill && (
        <Button look="ghost" onClick={() => void ask('environment.setAzure', { target: null })}>
          Forget it
        </Button>
      )}
    </form>
  )
}

function namesIn(text: string): readonly string[] {
  return text
    .toLowerCase()
    .split(/[\s,]+/)
    .map((name) => name.replace(/\.$/, ''))
    .filter((name) => name !== '')
}
