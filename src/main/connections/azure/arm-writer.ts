import type { HttpClient } from '@azure/core-rest-pipeline'
import type { TrafficManagerManagementClient } from '@azure/arm-trafficmanager'
import { FailureError, failureOf } from '../../../contract/index.ts'
import { SendError } from '../../ports/wire.ts'
import type { Writer } from '../../ports/writer.ts'
import { NotJsonError } from '../http/decode-json.ts'
import type { HttpAnswer } from '../http/send-once.ts'
import { TransportError } from '../http/transport-error.ts'
import type { QuietAnswers } from '../quiet-answers.ts'
import { targetOf } from '../request-target.ts'
import { toResponse } from '../to-response.ts'
import type { Sdk } from './sdk.ts'
import type { AzureTransport } from './transport.ts'

export interface ArmWriterOptions {
  readonly sdk: Pick<Sdk, 'createHttpHeaders' | 'createPipelineRequest'>
  /** Signed in as of now; its pipeline signs requests. */
  readonly arm: () => Pick<TrafficManagerManagementClient, 'pipeline'>
  readonly transport: AzureTransport
  readonly quiet: QuietAnswers
  /** Origin of Azure Resource Manager. */
  readonly endpoint: string
}

/**
 * Changes resources of Azure: the SDK's pipeline signs the request, and whatever it would like to send after that (again
 * after a claims challenge, elsewhere after a redirect) gets the first answer once more instead. The attempt goes along as
 * `x-ms-client-request-id`, and its run as `x-ms-correlation-request-id`: Azure's activity log names both, and all that one run sent
 * is found by the second, its retries too.
 */
export function createArmWriter({ sdk, arm, transport, quiet, endpoint }: ArmWriterOptions): Writer {
  return {
    async send(request, { attemptId, runId, abort, beforeFirstByte }) {
      if (request.method === 'GET') throw new FailureError(failureOf('badInput', 'The writer does not read.'))
      let first: HttpAnswer | undefined
      let isSent = false
      const once: HttpClient = {
        async sendRequest(signed) {
          if (!isSent) {
            isSent = true
            first = await transport.send(signed, beforeFirstByte)
          }
          if (!first) throw new TransportError('cancelled', 'maybe', 'A change of Azure is sent once')
          return transport.answerTo(signed, first)
        }
      }
      const { contentType, body } = request
      const unsigned = sdk.createPipelineRequest({
        url: `${endpoint}${targetOf(request)}`,
        method: request.method,
        headers: sdk.createHttpHeaders({
          accept: 'application/json',
          ...(contentType === undefined ? {} : { 'content-type': contentType }),
          ...(runId === undefined ? {} : { 'x-ms-correlation-request-id': runId })
        }),
        ...(body === undefined ? {} : { body }),
        requestId: attemptId,
        abortSignal: abort
      })
      try {
        await arm().pipeline.sendRequest(once, unsigned)
        if (!first) throw new Error("Azure's SDK sent nothing.")
        const response = toResponse(first, quiet)
        return { ...response, auditId: first.headers['x-ms-request-id'] ?? null }
      } catch (error) {
        if (error instanceof FailureError) throw error
        if (error instanceof TransportError)
          throw new SendError(error.sent, error.message, { cause: error.cause ?? error })
        if (error instanceof NotJsonError || isSent) throw new SendError('maybe', messageOf(error), { cause: error })
        throw error
      }
    }
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
