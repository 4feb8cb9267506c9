import { readdirSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { extname, join, relative, sep } from 'node:path'
import { appHost, appScheme } from './app-origin.ts'
import { securityHeaders } from './response-headers.ts'

/** URL path, as a browser writes it, to the one file that it stands for. */
export type Manifest = ReadonlyMap<string, { readonly file: string; readonly type: string }>

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2'
}

/**
 * Lists the files of the built renderer once, at start. Files of another type are not served.
 * @param folder absolute path
 */
export function listAppFiles(folder: string): Manifest {
  const manifest = new Map<string, { file: string; type: string }>()
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const type = types[extname(entry.name)]
    if (!entry.isFile() || type === undefined) continue
    const file = join(entry.parentPath, entry.name)
    manifest.set(`/${relative(folder, file).split(sep).map(encodeURIComponent).join('/')}`, { file, type })
  }
  return manifest
}

/**
 * Answers requests of the app scheme. A URL only ever selects an entry of the manifest; no path is made from it.
 * @returns 404 with an empty body for everything that is not in the manifest, 405 for everything but GET
 */
export function serveAppFiles(manifest: Manifest): (request: Request) => Promise<Response> {
  return async (request) => {
    if (request.method !== 'GET') return new Response(null, { status: 405, headers: securityHeaders })
    const entry = lookUp(manifest, request.url)
    if (entry === undefined) return new Response(null, { status: 404, headers: securityHeaders })
    const body = await readFile(entry.file)
    return new Response(new Uint8Array(body), { headers: { ...securityHeaders, 'Content-Type': entry.type } })
  }
}

function lookUp(manifest: Manifest, url: string) {
  const { protocol, host, pathname, username, password, port } = new URL(url)
  if (protocol !== `${appScheme}:` || host !== appHost || username !== '' || password !== '' || port !== '')
    return undefined
  return manifest.get(pathname)
}
