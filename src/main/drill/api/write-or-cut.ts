import type { ServerResponse } from 'node:http'

/** How much a client may leave unread: one that does not keep up would fill this process's memory. */
const MAX_UNREAD_BYTES = 16 * 1024 * 1024

/** Writes to a stream that has not ended; cuts it when its client does not keep up, as upstream ends such watches. */
export function writeOrCut(response: ServerResponse, chunk: string | Buffer): void {
  if (response.writableEnded || response.destroyed) return
  if (response.writableLength > MAX_UNREAD_BYTES) response.destroy()
  else response.write(chunk)
}
