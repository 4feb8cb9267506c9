import { FailureError, failureOf } from '../../contract/index.ts'
import { SendError } from '../ports/wire.ts'
import type { Writer } from '../ports/writer.ts'
import type { Channel } from './channel.ts'
import { obeysDryRun } from './dry-run.ts'
import { NotJsonError } from './http/decode-json.ts'
import { TransportError } from './http/transport-error.ts'
import { targetOf } from './request-target.ts'
import { toResponse } from './to-response.ts'

/**
 * The writer of a connection: one request, once. A path behind `proxy` is let through, because a change may be meant for
 * the server there; but not with `dryRun`, which that server does not know: what is believed to be a trial would be done.
 * @throws FailureError `refused` from `send` when the server's identity is not verified; `unauthorized` and the like
 * when there are no credentials. Nothing was sent then.
 */
export function createWriter(channel: Channel, insecure: boolean): Writer {
  return {
    async send(request, { attemptId, abort, beforeFirstByte }) {
      if (insecure)
        throw new FailureError(
          failureOf('refused', 'Nothing is changed through a connection whose server is not verified.', {
            remedy:
              'Put the certificate authority of the cluster into the kubeconfig instead of insecure-skip-tls-verify.'
          })
        )
      if (request.method === 'GET') throw new FailureError(failureOf('badInput', 'The writer does not read.'))
      if (request.query['dryRun'] !== undefined && !obeysDryRun(request))
        throw new FailureError(
          failureOf('badInput', `A dry run of ${request.path} would be carried out: it is passed on to another server.`)
        )
      const http = {
        method: request.method,
        target: targetOf(request),
        headers: {
          accept: 'application/json',
          'audit-id': attemptId,
          ...(request.contentType === undefined ? {} : { 'content-type': request.contentType })
        },
        ...(request.body === undefined ? {} : { body: request.body })
      }
      try {
        return toResponse(await channel.sendMutation(http, abort, beforeFirstByte), channel.quiet)
      } catch (error) {
        if (error instanceof TransportError)
          throw new SendError(error.sent, error.message, { cause: error.cause ?? error })
        if (error instanceof NotJsonError) throw new SendError('maybe', error.message, { cause: error })
        throw error
      }
    }
  }
}
