import type { IncomingMessage } from 'node:http'
import { StatusError } from '../store/status-error.ts'

/** kube-apiserver's --max-resource-write-bytes: 3 MiB. */
const LIMIT = 3 * 1024 * 1024

/** The whole body. Throws StatusError 413 beyond the limit. */
export async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request) {
    const part = chunk as Buffer
    size += part.length
    if (size > LIMIT) {
      const message = `Request entity is too large: limit is ${LIMIT}`
      throw new StatusError(413, 'RequestEntityTooLarge', message)
    }
    chunks.push(part)
  }
  return Buffer.concat(chunks)
}
