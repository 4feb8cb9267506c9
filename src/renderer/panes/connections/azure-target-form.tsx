import { useState } from 'react'
import type { AzureAccountView, AzureTarget, FoundProfile } from '../../../contract/index.ts'
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

interface Found {
  /** The text that it was found for, and the account that found it. */
  readonly of: string
  readonly by: string
  readonly found: FoundProfile
}

/** What leads users to the open environment: a Traffic Manager profile, and the account that reads and changes it. */
export function AzureTargetForm({ accounts, target, environment, isDrill }: Props) {
  const [chosen, setChosen] = useState(target?.accountId)
  const [profile, setProfile] = useState(target?.profile ?? '')
  const [typed, setTyped] = useState((target?.names ?? []).join(' '))
  const [last, setLast] = useState<Found | null>(null)
  const names = namesIn(typed)
  const account = accounts.find(({ id }) => id === chosen) ?? accounts.at(-1)
  const text = profile.trim()
  // What was found for another text, or for somebody else, is no answer to this.
  const found = last?.by === account?.id && last?.of === text ? last.found : null
  const id = text.startsWith('/') ? text : found?.id
  const isSame =
    account?.id === target?.accountId && id === target?.profile && names.join(' ') === (target?.names ?? []).join(' ')
  async function find(accountId: string): Promise<void> {
    const one = await ask('azure.findProfile', { accountId, text })
    if (one === undefined) return
    setLast({ of: text, by: accountId, found: one })
    const { front } = one
    // Users ask for it: it is followed from now on, which stands in its field before anything is kept.
    if (front !== null) setTyped((now) => (namesIn(now).includes(front) ? now : `${now} ${front}`.trim()))
  }

  return (
    <form
      className={css['azureForm']}
      data-testid="azure-target"
      aria-label={`What is in front of ${environment}`}
      onSubmit={(event) => {
        event.preventDefault()
        if (account === undefined) return
        if (id !== undefined)
          void ask('environment.setAzure', { target: { accountId: account.id, profile: id, names: [...names] } })
        else void find(account.id)
      }}
    >
      <label
        className={css['wide']}
        title="Such as tm-shop, www.example.com, or /subscriptions/…/trafficManagerProfiles/NAME as the portal and az show it"
      >
        <span>
          Traffic Manager profile in front of {environment}: its name, a host name that leads to it, or its resource id
        </span>
        <input
          className={ui['field']}
          value={profile}
          readOnly={isDrill}
          onChange={(event) => setProfile(event.target.value)}
        />
      </label>
      {found !== null && (
        <p role="status" data-testid="azure-found">
          Found {found.profile}, group {found.group}, subscription {found.subscription}: {found.how}. Nothing is kept
          yet.
        </p>
      )}
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
      <Button type="submit" look="ghost" disabled={text === '' || isSame}>
        {id === undefined ? 'Find it' : 'Use this'}
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
