import { isAbsolute, join, resolve } from 'node:path'
import { visibleText } from '../../lib/visible-text.ts'
import { isNetworkShare, readLocalFile, type LocalFile } from './local-file.ts'
import type { Cluster, ExecConfig, Kubeconfig, User } from './model.ts'

/** Why a referenced file was not embedded, by the path as it is written. */
export type EmbedProblems = ReadonlyMap<string, string>

/**
 * Puts the content of referenced files in place of the references, and absolute paths in place of relative programs,
 * relative to the kubeconfig's folder (kubernetes/client-go tools/clientcmd/loader.go ResolveLocalPaths and
 * GetAuthInfoFileReferences, config.go FlattenConfig). Data beside a reference wins, a token file beside a token wins,
 * as in client-go. What cannot be embedded stays a reference.
 * @param baseDir the kubeconfig's folder; undefined for pasted text, for which no file is opened at all: a window that
 * was taken over could otherwise send any file of the operator's to a server of its choice
 */
export async function embedFiles(
  config: Kubeconfig,
  baseDir: string | undefined
): Promise<{ readonly config: Kubeconfig; readonly problems: EmbedProblems }> {
  const problems = new Map<string, string>()
  const known = new Map<string, LocalFile | undefined>()
  const read = async (path: string): Promise<LocalFile | undefined> => {
    if (known.has(path)) return known.get(path)
    const file = await readReferenced(path, baseDir).catch((error: unknown) => {
      problems.set(path, error instanceof Error ? error.message : String(error))
      return undefined
    })
    known.set(path, file)
    return file
  }
  // One after the other: a thousand users may name three files each, and not so many can be open at once.
  const clusters: Cluster[] = []
  for (const cluster of config.clusters) clusters.push(await embedCluster(cluster, read))
  const users: User[] = []
  for (const user of config.users) users.push(await embedUser(user, read, baseDir))
  return { config: { ...config, clusters, users }, problems }
}

type Read = (path: string) => Promise<LocalFile | undefined>

async function embedCluster(cluster: Cluster, read: Read): Promise<Cluster> {
  const { caFile, ...rest } = cluster
  if (caFile === undefined || cluster.caData !== undefined) return rest
  const file = await read(caFile)
  return file ? { ...rest, caData: file.content.toString('base64') } : cluster
}

async function embedUser(user: User, read: Read, baseDir: string | undefined): Promise<User> {
  const { certFile, keyFile, tokenFile, exec, ...rest } = user
  const cert = certFile !== undefined && user.certData === undefined ? await read(certFile) : undefined
  const key = keyFile !== undefined && user.keyData === undefined ? await read(keyFile) : undefined
  const token = tokenFile !== undefined ? await read(tokenFile) : undefined
  return {
    ...rest,
    ...(exec ? { exec: resolveProgram(exec, baseDir) } : {}),
    ...(cert ? { certData: cert.content.toString('base64') } : {}),
    ...(key ? { keyData: key.content.toString('base64') } : {}),
    ...(token && tokenFile !== undefined ? copied(token, resolve(baseDir ?? '', tokenFile)) : {}),
    ...(certFile !== undefined && user.certData === undefined && !cert ? { certFile } : {}),
    ...(keyFile !== undefined && user.keyData === undefined && !key ? { keyFile } : {}),
    ...(tokenFile !== undefined && !token ? { tokenFile } : {})
  }
}

function copied({ content, owner }: LocalFile, path: string): Pick<User, 'token' | 'tokenCopy'> {
  const token = content.toString('utf8').trim()
  return { token, tokenCopy: { path, copiedAt: new Date().toISOString(), owner } }
}

/** A bare name is looked for on the PATH; what has a separator starts from the kubeconfig's folder. */
function resolveProgram(exec: ExecConfig, baseDir: string | undefined): ExecConfig {
  if (baseDir === undefined || !/[\\/]/.test(exec.command) || isAbsolute(exec.command)) return exec
  return { ...exec, command: join(baseDir, exec.command) }
}

async function readReferenced(path: string, baseDir: string | undefined): Promise<LocalFile> {
  const shown = visibleText(path, 300)
  if (baseDir === undefined)
    throw new Error(`${shown} is a file, and pasted text opens none. Import the kubeconfig as a file instead.`)
  if (isNetworkShare(path)) throw new Error(`${shown} is on a network share, which is never opened.`)
  return readLocalFile(isAbsolute(path) ? path : join(baseDir, path), shown)
}
