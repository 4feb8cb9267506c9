import type { ApiPath, KubeReader, ReadOptions } from '../../ports/kube.ts'

/** So often it is asked at most; lines of very different lengths may need it. */
const mostTries = 4

export interface LogTail {
  readonly text: string
  /** The oldest lines were left out for the bytes, or one line alone is longer than them. */
  readonly isCut: boolean
}

/**
 * The last lines of a container's log, at most `lines`, within `mostBytes`. A node counts `limitBytes` from the first line of the tail
 * (kubernetes pkg/kubelet/kuberuntime/logs/logs.go, `ReadLogs` and `logWriter.write`), so that a tail which is too long loses its
 * newest lines, and those are what a crash wrote last: then half of those that came are asked for again.
 * @throws FailureError as the reader does.
 */
export async function readLogTail(
  reader: KubeReader,
  path: ApiPath,
  { lines, mostBytes }: { readonly lines: number; readonly mostBytes: number },
  options: ReadOptions
): Promise<LogTail> {
  let asked = lines
  const { command: logged, ...again } = options
  let command = logged
  for (let tries = 1; ; tries += 1) {
    const query = { ...options.query, tailLines: String(asked), limitBytes: String(mostBytes) }
    const { body } = await reader.raw(path, { ...again, query, ...(command === undefined ? {} : { command }) })
    // What is asked again is the same command of the log.
    command = undefined
    const isWhole = Buffer.byteLength(body) < mostBytes
    if (isWhole || asked === 1 || tries === mostTries) return { text: body, isCut: !isWhole || asked < lines }
    const came = body.split('\n').length - 1
    asked = tries + 1 === mostTries ? 1 : Math.max(1, Math.floor(Math.min(asked, came) / 2))
  }
}
