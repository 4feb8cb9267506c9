import type { ProxyView } from '../../../contract/index.ts'
import { ask } from '../../stores/ask.ts'
import { TrustNotice } from './trust-notice.tsx'

interface Props {
  readonly connectionId: string
  readonly context: string
  readonly proxy: ProxyView
}

/** The proxy that the kubeconfig chose, approved once per address. */
export function ProxyApproval({ connectionId, context, proxy: { approved, url } }: Props) {
  return (
    <TrustNotice
      id="proxy-approval"
      what="proxy"
      approved={approved}
      heading={approved ? 'Proxy, approved.' : 'Everything to this cluster goes through a proxy.'}
      onApprove={() => void ask('connection.approveProxy', { connectionId, context, url })}
    >
      <p>
        <code>{url}</code>
      </p>
    </TrustNotice>
  )
}
