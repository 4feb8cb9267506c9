import type { Socket } from 'node:net'

/** Reads a socket in pieces of known length. */
export interface ExactReader {
  /** @throws Error when the other side ends first, or what the socket failed with, or the abort reason */
  readonly take: (bytes: number) => Promise<Buffer>
  /** Gives back what came after the last piece, for whoever reads the socket next. */
  readonly release: () => void
}

export function createExactReader(socket: Socket, abort?: AbortSignal): ExactReader {
  let held = Buffer.alloc(0)

  function nextChunk(): Promise<Buffer> {
    return new Promise((resolve, reject) => {
      const settle = (act: () => void): void => {
        socket.off('data', onData).off('end', onEnd).off('error', onError)
        abort?.removeEventListener('abort', onAbort)
        act()
      }
      const onData = (chunk: Buffer): void => {
        // What comes next waits until it is asked for.
        socket.pause()
        settle(() => resolve(chunk))
      }
      const onEnd = (): void => settle(() => reject(new Error('it hung up')))
      const onError = (error: Error): void => settle(() => reject(error))
      const onAbort = (): void => settle(() => reject(abort?.reason as Error))
      if (abort?.aborted) return reject(abort.reason as Error)
      abort?.addEventListener('abort', onAbort, { once: true })
      socket.on('data', onData).on('end', onEnd).on('error', onError)
      socket.resume()
    })
  }

  return {
    async take(bytes) {
      while (held.length < bytes) held = Buffer.concat([held, await nextChunk()])
      const taken = held.subarray(0, bytes)
      held = held.subarray(bytes)
      return taken
    },
    release() {
      if (held.length > 0) socket.unshift(held)
      held = Buffer.alloc(0)
    }
  }
}
