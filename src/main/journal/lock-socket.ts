import { once } from 'node:events'
import { open, rm } from 'node:fs/promises'
import { connect, createServer, type Server } from 'node:net'
import { join } from 'node:path'

/** A socket that says, by being listened at, that its process lives. */
export interface LockSocket {
  close(): Promise<void>
}

/** `sun_path` takes 104 bytes on macOS and 108 on Linux (unix(7)); a longer one would be cut off without a word. */
const longestPathBytes = 100
/** An answer comes from the system, not from the other process, so that it comes at once; milliseconds. */
const answerWithinMs = 2_000

/** Listens at a socket in a folder; undefined where that cannot be, as on file systems without sockets. */
export async function openLockSocket(dir: string, name: string): Promise<LockSocket | undefined> {
  const server = createServer((other) => other.destroy())
  // Being there is all that it does; it keeps no process from ending.
  server.unref()
  if (!(await isListening(server, dir, name))) return undefined
  return {
    async close() {
      server.close()
      await once(server, 'close')
      if (process.platform !== 'win32') await rm(join(dir, name), { force: true })
    }
  }
}

async function isListening(server: Server, dir: string, name: string): Promise<boolean> {
  try {
    return await atSocket(dir, name, async (path) => {
      server.listen(path)
      await once(server, 'listening')
      return true
    })
  } catch {
    return false
  }
}

/**
 * Whether somebody listens at a socket of a folder. `unknown` where the socket is missing or cannot be reached: that says
 * nothing about its process.
 */
export async function askSocket(dir: string, name: string): Promise<'alive' | 'dead' | 'unknown'> {
  try {
    return await atSocket(dir, name, async (path) => {
      const socket = connect(path)
      socket.setTimeout(answerWithinMs, () => socket.destroy(Object.assign(new Error('late'), { code: 'EAGAIN' })))
      try {
        await once(socket, 'connect')
        return 'alive' as const
      } finally {
        socket.destroy()
      }
    })
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ECONNREFUSED') return 'dead'
    // A process that is stopped accepts nobody, and still is one.
    if (code === 'EAGAIN' || code === 'EBUSY') return 'alive'
    // The name of a pipe lives as long as its process.
    return code === 'ENOENT' && process.platform === 'win32' ? 'dead' : 'unknown'
  }
}

/** @throws Error where no path leads to it that is short enough */
async function atSocket<T>(dir: string, name: string, work: (path: string) => Promise<T>): Promise<T> {
  if (process.platform === 'win32') return work(`\\\\.\\pipe\\backout-${name}`)
  const path = join(dir, name)
  if (Buffer.byteLength(path) <= longestPathBytes) return work(path)
  if (process.platform !== 'linux') throw new Error('the path is too long for a socket')
  const folder = await open(dir)
  try {
    return await work(`/proc/self/fd/${folder.fd}/${name}`)
  } finally {
    await folder.close()
  }
}
