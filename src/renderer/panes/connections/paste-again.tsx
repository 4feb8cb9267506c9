import { useState } from 'react'
import type { ClusterWay, ShellView } from '../../../contract/index.ts'
import { Button } from '../../ui/button.tsx'
import css from './connections.module.css'
import { missingKubeconfig } from './missing-kubeconfig.ts'
import { PasteKubeconfig } from './paste-kubeconfig.tsx'

interface Props {
  readonly to: ClusterWay
  readonly shell: ShellView
  /** A kubeconfig was imported. */
  readonly onImported?: () => void
}

/** That the kubeconfig of an incident has to be pasted again, beside what is known of it, with the way to do it. */
export function PasteAgain({ to, shell, onImported }: Props) {
  const [pasting, setPasting] = useState(false)
  const text = missingKubeconfig(to, shell)
  if (text === '' && !pasting) return null
  return (
    <div className={css['again']} data-testid="paste-again">
      <p>
        <b className="warn">!</b> {text}
      </p>
      <Button onClick={() => setPasting(true)}>Paste the kubeconfig</Button>
      {pasting && (
        <PasteKubeconfig
          found={shell.defaultKubeconfig}
          onClose={() => setPasting(false)}
          {...(onImported ? { onImported } : {})}
        />
      )}
    </div>
  )
}
