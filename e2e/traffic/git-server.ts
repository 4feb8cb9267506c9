import { execFile, spawn } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { addressOf } from '../cluster/listening.mjs'

const run = promisify(execFile)

/** A repository that is served over HTTP on loopback. */
export interface Repository {
  readonly url: string
  /** Writes files, commits and publishes them. @returns the commit */
  commit(files: Readonly<Record<string, string>>, message: string): Promise<string>
  close(): Promise<void>
}

/** A repository with a branch `main`, served by git's own `git http-backend`. */
export async function serveRepository(): Promise<Repository> {
  const folder = await mkdtemp(join(tmpdir(), 'backout-git-'))
  const [bare, work] = [join(folder, 'shop.git'), join(folder, 'work')]
  const git = (...args: readonly string[]) =>
    run('git', ['-c', 'user.name=ci', '-c', 'user.email=ci@example.test', ...args], { cwd: folder })
  await git('init', '--quiet', '--bare', '--initial-branch=main', bare)
  await git('init', '--quiet', '--initial-branch=main', work)
  const server = createServer((request, response) => answer(folder, request, response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    async close() {
      server.close()
      server.closeAllConnections()
      await rm(folder, { recursive: true, force: true })
    },
    url: `${addressOf(server)}/shop.git`,
    async commit(files, message) {
      for (const [path, text] of Object.entries(files)) {
        await mkdir(dirname(join(work, path)), { recursive: true })
        await writeFile(join(work, path), text)
      }
      await git('-C', work, 'add', '--all')
      await git('-C', work, 'commit', '--quiet', '-m', message)
      await git('-C', work, 'push', '--quiet', bare, 'main')
      return (await git('-C', work, 'rev-parse', 'HEAD')).stdout.trim()
    }
  }
}

/** Hands a request to the CGI program that comes with git. */
function answer(folder: string, request: IncomingMessage, response: ServerResponse): void {
  const url = new URL(request.url ?? '/', 'http://git')
  const backend = spawn('git', ['http-backend'], {
    env: {
      PATH: process.env['PATH'],
      GIT_PROJECT_ROOT: folder,
      GIT_HTTP_EXPORT_ALL: '1',
      REMOTE_ADDR: '127.0.0.1',
      REQUEST_METHOD: request.method,
      PATH_INFO: decodeURIComponent(url.pathname),
      QUERY_STRING: url.search.slice(1),
      CONTENT_TYPE: request.headers['content-type'] ?? '',
      HTTP_CONTENT_ENCODING: request.headers['content-encoding'] ?? '',
      GIT_PROTOCOL: String(request.headers['git-protocol'] ?? '')
    }
  })
  request.pipe(backend.stdin)
  backend.stdin.on('error', () => undefined)
  let head = Buffer.alloc(0)
  const onHead = (chunk: Buffer): void => {
    head = Buffer.concat([head, chunk])
    const end = head.indexOf('\r\n\r\n')
    if (end === -1) return
    backend.stdout.off('data', onHead)
    for (const line of head.subarray(0, end).toString().split('\r\n')) {
      const [, name = '', value = ''] = /^([^:]+): *(.*)$/.exec(line) ?? []
      if (name.toLowerCase() === 'status') response.statusCode = Number.parseInt(value, 10)
      else response.setHeader(name, value)
    }
    response.write(head.subarray(end + 4))
    backend.stdout.pipe(response)
  }
  backend.stdout.on('data', onHead)
  backend.on('close', () => response.end())
}
