import { useEffect, useRef } from 'react'
import type { AzureSignInView } from '../../../contract/index.ts'
import { formatDuration } from '../../../contract/words/format-duration.ts'
import { ask, copy } from '../../stores/ask.ts'
import { useWallMs } from '../../stores/clock.ts'
import { Button } from '../../ui/button.tsx'
import css from './connections.module.css'

/** A sign-in that waits for the person: what to enter where, large, and how long it holds. Read out when it comes. */
export function AzureSignIn({ signIn }: { readonly signIn: AzureSignInView }) {
  const { way, code, link, endsAt } = signIn
  const first = useRef<HTMLButtonElement>(null)
  useEffect(() => {
    if (link !== null) first.current?.focus()
  }, [link])
  return (
    <section className={css['signIn']} data-testid="azure-sign-in" aria-label="Sign-in to Azure">
      <div role="status">
        <p>{lead(signIn)}</p>
        {code !== null && (
          <>
            <output className={css['code']} aria-label="Code">
              {code}
            </output>
            <p className={css['link']}>{link}</p>
          </>
        )}
      </div>
      <div className={css['signInActions']}>
        {code !== null && (
          <>
            <Button ref={first} look="ghost" onClick={() => void copy({ kind: 'azureCode' }, 'the code')}>
              Copy the code
            </Button>
            <Button look="ghost" onClick={() => void copy({ kind: 'azureLink' }, 'the address')}>
              Copy the address
            </Button>
          </>
        )}
        {code === null && link !== null && way === 'browser' && (
          <Button ref={first} look="ghost" onClick={() => void copy({ kind: 'azureLink' }, 'the address')}>
            Copy the address
          </Button>
        )}
        <Button look="ghost" onClick={() => void ask('azure.stop', {})}>
          Give it up
        </Button>
        {endsAt !== null && <Left endsAt={endsAt} />}
      </div>
    </section>
  )
}

function lead({ way, code, link }: AzureSignInView): string {
  if (link === null) return 'Asking the sign-in of Azure…'
  if (way === 'browser') return 'The browser is open at the sign-in of Azure. Finish there; this goes on by itself.'
  return code === null ? '' : 'Open this page on any device, and enter the code. This goes on by itself.'
}

function Left({ endsAt }: { readonly endsAt: string }) {
  const leftMs = Date.parse(endsAt) - useWallMs()
  return <span className="dim">{leftMs > 0 ? `${formatDuration(leftMs)} left` : 'It has ended'}</span>
}
