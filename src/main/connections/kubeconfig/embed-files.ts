import { constants } from 'node:fs'
import { open } from 'node:fs/promises'
import { isAbsolute, join } from 'node:path'
import { visibleText } from '../../lib/visible-text.ts'
import type { Cluster, Kubeconfig, User } from './model.ts'

const mostBytes = 1_048_576

/** Why a referenced file was not embedded, by the path as it is written. */
export type EmbedProblems = ReadonlyMap<string, string>

/**
 * Puts the content of referenced files in place of the references, relative to the kubeconfig's folder
 * (kubernetes/client-go tools/clientcmd/loader.go ResolveLocalPaths, config.go FlattenConfig).
 * Data beside a reference wins, a token file beside a token wins, as in client-go. What cannot be embedded stays a reference.
 */
export async function embedFiles(
  config: Kubeconfig,
  baseDir: string | undefined
): Promise<{ readonly config: Kubeconfig; readonly problems: EmbedProblems }> {
  const problems = new Map<string, string>()
  const read = async (path: string): Promise<Buffer | undefined> => {
    try {
      return await readReferenced(path, baseDir)
    } catch (error) {
      problems.set(path, error instanceof Error ? error.message : String(error))
      return undefined
    }
  }
  const clusters = await Promise.all(config.clusters.map((cluster) => embedCluster(cluster, read)))
  const users = await Promise.all(config.users.map((user) => embedUser(user, read)))
  return { config: { ...config, clusters, users }, problems }
}

type Read = (path: string) => Promise<Buffer | undefined>

async function embedCluster(cluster: Cluster, read: Read): Promise<Cluster> {
  const { caFile, ...rest } = cluster
  if (caFile === undefined || cluster.caData !== undefined) return rest
  const content = await read(caFile)
  return content ? { ...rest, caData: content.toString('base64') } : cluster
}

async function embedUser(user: User, read: Read): Promise<User> {
  const { certFile, keyFile, tokenFile, ...rest } = user
  const cert = certFile !== undefined && user.certData === undefined ? await read(certFile) : undefined
  const key = keyFile !== undefined && user.keyData === undefined ? await read(keyFile) : undefined
  const token = tokenFile !== undefined ? await read(tokenFile) : undefined
  return {
    ...rest,
    ...(cert ? { certData: cert.toString('base64') } : {}),
    ...(key ? { keyData: key.toString('base64') } : {}),
    ...(token && tokenFile !== undefined ? { token: token.toString('utf8').trim(), tokenFrom: tokenFile } : {}),
    ...(certFile !== undefined && user.certData === undefined && !cert ? { certFile } : {}),
    ...(keyFile !== undefined && user.keyData === undefined && !key ? { keyFile } : {}),
    ...(tokenFile !== undefined && !token ? { tokenFile } : {})
  }
}

/** The content of a regular file of at most 1 MiB. Never touches the network and never waits for a pipe. */
async function readReferenced(path: string, baseDir: string | undefined): Promise<Buffer> {
  const shown = visibleText(path, 300)
  if (/^[\\/]{2}/.test(path)) throw new Error(`${shown} is on a network share, which is never opened.`)
  if (!isAbsolute(path) && baseDir === undefined)
    throw new Error(`${shown} is relative and the kubeconfig has no folder. Import it as a file instead of pasting it.`)
  const absolute = isAbsolute(path) ? path : join(baseDir ?? '', path)
  // Without O_NONBLOCK, opening a pipe would wait for its writer for ever.
  const file = await open(absolute, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0)).catch((error: unknown) => {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'error'
    throw new Error(`${shown} cannot be opened (${code}).`)
  })
  try {
    const stat = await file.stat()
    if (!stat.isFile()) throw new Error(`${shown} is not a regular file.`)
    if (stat.size > mostBytes) throw new Error(`${shown} is larger than 1 MiB.`)
    const buffer = Buffer.alloc(mostBytes + 1)
    const { bytesRead } = await file.read(buffer, 0, buffer.length, 0)
    if (bytesRead > mostBytes) throw new Error(`${shown} is larger than 1 MiB.`)
    return buffer.subarray(0, bytesRead)
  } finally {
    await file.close()
  }
}
