import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { appHost, appScheme } from './app-origin.ts'
import { securityHeaders } from './response-headers.ts'

/** Written by the build beside the files: each one's name, with slashes, and the SHA-256 of its content in hex. */
export const appFilesManifest = 'app-files.json'

/** URL path, as a browser writes it, to the one file that it stands for. */
export type FileManifest = ReadonlyMap<
  string,
  { readonly file: string; readonly type: string; readonly sha256: string }
>

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2'
}

/**
 * Reads the build's list of its files, once, at start. Files of another type are not served.
 * @param folder absolute path
 * @throws where the list is missing or no list: the app was not built, or not wholly
 */
export function readAppFiles(folder: string): FileManifest {
  const listed: unknown = JSON.parse(readFileSync(join(folder, appFilesManifest), 'utf8'))
  if (typeof listed !== 'object' || listed === null) throw new Error(`${join(folder, appFilesManifest)} is no list`)
  const manifest = new Map<string, { file: string; type: string; sha256: string }>()
  for (const [name, sha256] of Object.entries(listed)) {
    const type = types[extname(name)]
    if (type === undefined || typeof sha256 !== 'string') continue
    const path = `/${name.split('/').map(encodeURIComponent).join('/')}`
    manifest.set(path, { file: join(folder, name), type, sha256 })
  }
  return manifest
}

/** A request of the app scheme, and what it is answered: Electron's `ProtocolRequest` and `ProtocolResponse`. */
export interface AppRequest {
  readonly method: string
  readonly url: string
}
export interface AppAnswer {
  readonly statusCode: number
  readonly headers: Record<string, string>
  readonly data: Buffer
  readonly mimeType?: string
}

/**
 * Answers requests of the app scheme. A URL only ever selects an entry of the manifest; no path is made from it.
 * @param log gets the name of a file that is not as it was built
 * @returns 404 with an empty body for everything that is not in the manifest or not as it was built, 405 for
 * everything but GET
 */
export function serveAppFiles(
  manifest: FileManifest,
  log: (line: string) => void
): (request: AppRequest) => Promise<AppAnswer> {
  return async ({ method, url }) => {
    if (method !== 'GET') return empty(405)
    const entry = lookUp(manifest, url)
    if (entry === undefined) return empty(404)
    const data = await readFile(entry.file).catch(() => null)
    if (data === null || createHash('sha256').update(data).digest('hex') !== entry.sha256) {
      log(`${entry.file} is not as it was built and is not served: build again, or install again`)
      return empty(404)
    }
    const headers = { ...securityHeaders, 'Content-Type': entry.type }
    return { statusCode: 200, headers, data, mimeType: entry.type.split(';')[0] ?? entry.type }
  }
}

function empty(statusCode: 404 | 405): AppAnswer {
  return { statusCode, headers: { ...securityHeaders }, data: Buffer.alloc(0) }
}

function lookUp(manifest: FileManifest, url: string) {
  const { protocol, host, pathname, username, password, port } = new URL(url)
  if (protocol !== `${appScheme}:` || host !== appHost || username !== '' || password !== '' || port !== '')
    return undefined
  return manifest.get(pathname)
}
