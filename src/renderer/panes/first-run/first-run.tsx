import { useState } from 'react'
import type { KeychainState, ShellView } from '../../../contract/index.ts'
import { ask } from '../../stores/ask.ts'
import { FailureNotice } from '../../ui/failure-notice.tsx'
import { Busy } from '../shell/busy.tsx'
import { KeychainNotice } from '../connections/keychain-notice.tsx'
import { missingKubeconfig } from '../connections/missing-kubeconfig.ts'
import { PasteKubeconfig } from '../connections/paste-kubeconfig.tsx'
import { practise } from '../practice/practise.ts'
import { StartAgain } from '../practice/start-again.tsx'
import css from './first-run.module.css'
import { goOnWith, Unfinished } from './unfinished.tsx'
import { useFirstRunKeys } from './use-first-run-keys.ts'

/** Before anything is open: three choices and what the keychain can do. */
export function FirstRun({ shell }: { readonly shell: ShellView }) {
  const [pasting, setPasting] = useState(false)
  const found = shell.defaultKubeconfig
  const open = () => void ask('connection.importDefault', {})
  const drill = practise
  const enabled = shell.busy === null && !pasting
  const { unfinished } = shell
  const first = unfinished !== null ? () => goOnWith(unfinished) : found === null ? drill : open
  const hasNone = unfinished === null
  const missing = unfinished === null ? '' : missingKubeconfig(unfinished.cluster, shell)
  useFirstRunKeys(enabled, { enter: first, o: () => setPasting(true), d: drill })
  return (
    <main className={css['first']} data-focus="first" tabIndex={-1} aria-label="First run">
      <div>
        <h1>Where is the incident?</h1>
        <p className={css['lead']}>Backout reads first and changes nothing until you approve an exact plan.</p>
        {shell.failure !== null && (
          <div className={css['failure']}>
            <FailureNotice
              failure={shell.failure}
              assertive
              actions={shell.busy === null && <StartAgain failure={shell.failure} />}
            />
          </div>
        )}
        {unfinished !== null && <Unfinished incident={unfinished} disabled={!enabled} keyName="enter" />}
        <Choice
          title="Open my kubeconfig"
          text={found === null ? 'None found in $KUBECONFIG or ~/.kube/config.' : foundText(found, shell.keychain)}
          keyName={found !== null && hasNone ? 'enter' : ''}
          selected={found !== null && hasNone && enabled}
          disabled={found === null || !enabled}
          onChoose={open}
        />
        <Choice
          title={
            missing === '' || unfinished === null
              ? 'Paste or choose another kubeconfig'
              : `Paste the kubeconfig of ${unfinished.environment.name} again`
          }
          text={missing === '' ? 'From a colleague, a vault, or a file.' : missing}
          keyName="o"
          selected={false}
          disabled={!enabled}
          onChoose={() => setPasting(true)}
        />
        <Choice
          title="Practise on the drill"
          text="Incidents to choose from, in a simulated cluster on this computer. Needs no network."
          keyName={found === null && hasNone ? 'enter' : 'd'}
          selected={found === null && hasNone && enabled}
          disabled={!enabled}
          onChoose={drill}
        />
        {shell.busy === null ? (
          <p className={css['fine']}>
            <KeychainNotice keychain={shell.keychain} /> Without a cluster: the checklist, its contacts and every
            earlier incident, by <kbd>ctrl k</kbd>.
          </p>
        ) : (
          <Busy busy={shell.busy} />
        )}
      </div>
      {pasting && <PasteKubeconfig found={found} onClose={() => setPasting(false)} />}
    </main>
  )
}

function foundText(found: NonNullable<ShellView['defaultKubeconfig']>, keychain: KeychainState): string {
  const contexts = found.contexts === 1 ? '1 context' : `${found.contexts} contexts`
  const kept = keychain.state === 'ready' ? 'Kept in the system keychain' : 'Kept in memory only'
  return `${found.path}, ${contexts}. ${kept}, your file stays as it is.`
}

interface ChoiceProps {
  readonly title: string
  readonly text: string
  readonly keyName: string
  readonly selected: boolean
  readonly disabled: boolean
  readonly onChoose: () => void
}

function Choice({ title, text, keyName, selected, disabled, onChoose }: ChoiceProps) {
  return (
    <button type="button" className={css['choice']} data-selected={selected} disabled={disabled} onClick={onChoose}>
      <b>{title}</b> <span>{text}</span> {keyName !== '' && <kbd>{keyName}</kbd>}
    </button>
  )
}
