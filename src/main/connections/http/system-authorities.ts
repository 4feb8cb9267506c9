import { readdir, readlink } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import * as tls from 'node:tls'
import { readRegularFile } from '../../lib/regular-file.ts'
import { certificatesIn } from './certificates.ts'

/** Mozilla's list has a quarter of one. */
const mostBundleBytes = 16 * 1_048_576

type Env = Readonly<Record<string, string | undefined>>

/** The first one that can be read is used (Go crypto/x509 root_linux.go certFiles). */
const files: readonly string[] = [
  '/etc/ssl/certs/ca-certificates.crt',
  '/etc/pki/tls/certs/ca-bundle.crt',
  '/etc/ssl/ca-bundle.pem',
  '/etc/pki/tls/cacert.pem',
  '/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem',
  '/etc/ssl/cert.pem'
]

/** All of them are read (Go crypto/x509 root_linux.go certDirectories). */
const folders: readonly string[] = ['/etc/ssl/certs', '/etc/pki/tls/certs']

/**
 * The authorities that this computer trusts, each as PEM: what kubectl goes by where a kubeconfig names none.
 *
 * On Linux those of Go (crypto/x509 root_unix.go loadSystemRoots): SSL_CERT_FILE and SSL_CERT_DIR, else the usual places.
 * On macOS and Windows the system's own store, where Node can read it (22.15, 24 and later). NODE_EXTRA_CA_CERTS is added
 * everywhere. Where there is no store at all, Node's own list is used.
 */
export async function systemAuthorities(env: Env, platform = process.platform): Promise<readonly string[]> {
  const hasOwnStore = platform === 'darwin' || platform === 'win32'
  const [store, extra] = await Promise.all([
    hasOwnStore ? ownStore() : readPlaces(env),
    readText(env['NODE_EXTRA_CA_CERTS'] ?? '')
  ])
  const found = store.length > 0 ? store : tls.rootCertificates
  return [...new Set([...found, ...certificatesIn(extra)])]
}

/** `tls.getCACertificates('system')`, which Node 20 does not have. */
function ownStore(): readonly string[] {
  const read: unknown = Reflect.get(tls, 'getCACertificates')
  const list: unknown = typeof read === 'function' ? Reflect.apply(read, undefined, ['system']) : []
  return Array.isArray(list) ? list.filter((entry) => typeof entry === 'string') : []
}

async function readPlaces(env: Env): Promise<readonly string[]> {
  const file = env['SSL_CERT_FILE'] ? [env['SSL_CERT_FILE']] : files
  const named = env['SSL_CERT_DIR'] ? env['SSL_CERT_DIR'].split(':') : folders
  const texts = [await firstText(file), ...(await Promise.all(named.map(readFolder))).flat()]
  return certificatesIn(texts.join('\n'))
}

async function firstText(paths: readonly string[]): Promise<string> {
  for (const path of paths) {
    const text = await readText(path)
    if (text !== '') return text
  }
  return ''
}

async function readFolder(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => [])
  return Promise.all(
    entries.map(async (entry) => {
      const path = join(folder, entry.name)
      // Names that OpenSSL looks up by hash: the file itself is in the same folder.
      const isSecondName = entry.isSymbolicLink() && !(await readlink(path).catch(() => '/')).includes('/')
      return entry.isDirectory() || isSecondName ? '' : readText(path)
    })
  )
}

async function readText(path: string): Promise<string> {
  if (path === '') return ''
  const read = readRegularFile(resolve(path), mostBundleBytes).then(({ content }) => content.toString('utf8'))
  return read.catch(() => '')
}
