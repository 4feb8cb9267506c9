import type { KeychainState } from '../../../contract/index.ts'
import { ask } from '../../stores/ask.ts'
import { Button } from '../../ui/button.tsx'

/** What the keychain can do, and a way to ask it again after it was unlocked or installed. */
export function KeychainNotice({ keychain }: { readonly keychain: KeychainState }) {
  const isAway = keychain.state === 'locked' || keychain.state === 'unavailable'
  return (
    <>
      {isAway && <b className="warn">! </b>}
      {keychainText(keychain)}{' '}
      {isAway && (
        <Button look="small" onClick={() => void ask('keychain.probe', {})}>
          Ask the keychain again
        </Button>
      )}
    </>
  )
}

function keychainText(keychain: KeychainState): string {
  if (keychain.state === 'ready') return `System keychain: ready (${keychain.backend}, unlocked).`
  if (keychain.state === 'checking') return 'System keychain: checking.'
  if (keychain.state === 'locked') return `System keychain: locked (${keychain.backend}). ${keychain.remedy}`
  return `System keychain: none, credentials stay in memory and are gone when Backout ends. ${sentence(keychain.reason)} ${keychain.remedy}`
}

/** Reasons come from the operating system, some without a full stop. */
function sentence(text: string): string {
  return /[.!?]$/.test(text.trim()) ? text : `${text.trim()}.`
}
