import { randomBytes } from 'node:crypto'
import { readFileSync, readlinkSync } from 'node:fs'
import { askSocket, openLockSocket } from './lock-socket.ts'

/** Whoever takes a lock, as the file says it. */
export interface LockHolder {
  /** What its lock file says; no two are equal. */
  readonly mine: string
  /** Whether the holder of another lock file lives; `unknown` for one that cannot be seen from here. */
  ask(holder: string): Promise<'alive' | 'dead' | 'unknown'>
  /** Nobody finds it alive from now on. */
  leave(): Promise<void>
}

/** What a lock file says: `PID STARTED BOOT NAMESPACE SOCKET`, a dash for what the system does not tell. */
interface LockText {
  readonly pid: number
  /** Start of the process in clock ticks since boot (proc(5), stat, field 22). */
  readonly startedAt: string
  /** One start of the computer (random(4), boot_id). */
  readonly boot: string
  /** Inside of which the number of the process means something (pid_namespaces(7)). */
  readonly namespace: string
  /** Name of the socket that it listens at, in the folder of the lock. */
  readonly socket: string
}

/** Locks of this process: one of a dead namesake looks like them. */
const own = new Set<string>()

/**
 * Makes this process one that can hold a lock in a folder. As long as it lives it listens at a socket there, which the
 * system closes with the process, however that ends. Where there are no sockets, its number tells, with what makes it
 * unique: when it started, in which start of the computer, and in which namespace.
 */
export async function becomeHolder(dir: string): Promise<LockHolder> {
  const name = `writer.${randomBytes(8).toString('hex')}.socket`
  const socket = await openLockSocket(dir, name)
  const { boot, namespace } = here()
  const facts = [process.pid, startOf(process.pid), boot, namespace, name]
  const mine = `${facts.map((fact) => (fact === '' ? '-' : fact)).join(' ')}\n`
  own.add(mine)
  return {
    mine,
    async ask(holder) {
      const said = read(holder)
      // A power loss may leave a part of it.
      if (said === undefined) return 'dead'
      const answer = await askSocket(dir, said.socket)
      return answer === 'unknown' ? judge(holder, said) : answer
    },
    async leave() {
      own.delete(mine)
      await socket?.close()
    }
  }
}

/** Name of the socket that a lock file names; null for what is no lock file. */
export function socketIn(holder: string): string | null {
  return read(holder)?.socket ?? null
}

function read(text: string): LockText | undefined {
  const found = /^(\d{1,10}) (\d+|-) ([0-9a-f-]+) (\d+|-) (writer\.[0-9a-f]{16}\.socket)\n$/.exec(text)
  if (!found) return undefined
  const [, pid, startedAt = '-', boot = '-', namespace = '-', socket = ''] = found
  return { pid: Number(pid), startedAt, boot, namespace, socket }
}

/** By the number of the process, where its socket does not tell. */
function judge(text: string, { pid, startedAt, boot, namespace }: LockText): 'alive' | 'dead' | 'unknown' {
  const now = here()
  if (differ(boot, now.boot)) return 'dead'
  if (differ(namespace, now.namespace)) return 'unknown'
  if (pid === process.pid && !differ(startedAt, startOf(pid))) return own.has(text) ? 'alive' : 'dead'
  try {
    process.kill(pid, 0)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return 'dead'
  }
  return differ(startedAt, startOf(pid)) ? 'dead' : 'alive'
}

function differ(said: string, now: string): boolean {
  return said !== '-' && now !== '' && said !== now
}

function here(): Pick<LockText, 'boot' | 'namespace'> {
  return {
    boot: orEmpty(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()),
    namespace: orEmpty(() => /^pid:\[(\d+)\]$/.exec(readlinkSync('/proc/self/ns/pid'))?.[1] ?? '')
  }
}

function startOf(pid: number): string {
  return orEmpty(() => {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? ''
  })
}

/** Only Linux tells. */
function orEmpty(read: () => string): string {
  try {
    return read()
  } catch {
    return ''
  }
}
