import type { Target, WireRequest } from '../../contract/index.ts'
import type { WireResponse } from './wire.ts'

/** The only thing that changes anything outside; minted in connections, handed to execute alone. */
export interface Writer {
  /**
   * Sends exactly one request once; never retries, never follows a redirect.
   * `attemptId` goes along so that the other side's audit log names the attempt: as `Audit-ID` to an API server
   * (kubernetes/apiserver pkg/endpoints/filters/audit_init.go WithAuditInit); at most 64 characters.
   * `runId` goes along where the other side can hold together what one run sent: as ARM's correlation id, which its activity log
   * shows and searches by (hashicorp/terraform-provider-azurerm internal/common/correlation_id.go sends it likewise); a GUID.
   * `target` says where it goes; the API server where it is left out.
   * `beforeFirstByte` is awaited after the connection is ready and before the first byte leaves; throwing there sends nothing.
   * @throws SendError when there is no complete answer.
   */
  send(
    request: WireRequest,
    options: {
      readonly attemptId: string
      readonly runId?: string
      readonly abort: AbortSignal
      readonly target?: Target
      readonly beforeFirstByte?: () => void
    }
  ): Promise<WireResponse>
}
