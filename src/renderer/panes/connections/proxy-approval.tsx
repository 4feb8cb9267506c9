import type { ProxyView } from '../../../contract/index.ts'
import { ask } from '../../stores/ask.ts'
import { Button } from '../../ui/button.tsx'
import ui from '../../ui/ui.module.css'

interface Props {
  readonly connectionId: string
  readonly context: string
  readonly proxy: ProxyView
}

/** The proxy that the kubeconfig chose, approved once per address. */
export function ProxyApproval({ connectionId, context, proxy }: Props) {
  return (
    <div className={ui['notice']} data-tone={proxy.approved ? undefined : 'warn'} data-testid="proxy-approval">
      <b aria-hidden="true">{proxy.approved ? '✓' : '!'}</b>
      <div>
        <p>
          <b>{proxy.approved ? 'Proxy, approved.' : 'Everything to this cluster goes through a proxy.'}</b>
        </p>
        <p>
          <code>{proxy.url}</code>
        </p>
      </div>
      {!proxy.approved && (
        <Button
          look="small"
          onClick={() => void ask('connection.approveProxy', { connectionId, context, url: proxy.url })}
        >
          Approve this proxy
        </Button>
      )}
    </div>
  )
}
