import { FailureError, failureOf } from '../../contract/index.ts'
import type { Writer } from '../ports/writer.ts'

/** One writer for an environment: what a target belongs to decides which connection it goes through. */
export function writerByTarget(cluster: Writer, azure: Writer | null): Writer {
  return {
    async send(request, options) {
      if (options.target?.api !== 'arm') return cluster.send(request, options)
      if (azure) return azure.send(request, options)
      const remedy = 'Sign in to Azure, then plan again.'
      throw new FailureError(failureOf('missing', 'Azure is not open here: nothing was sent.', { remedy }))
    }
  }
}
