import type { AuthKind, ContextView, ExecPlugin } from '../../../contract/index.ts'
import { visibleText } from '../../lib/visible-text.ts'
import { approvalHash } from '../auth/approval-hash.ts'
import { createFileHashes, fileSha256, findProgram, type FileHashes } from '../auth/find-program.ts'
import type { Context, ExecConfig, User } from './model.ts'
import { named } from './model.ts'
import { riskyFields, type Suspicion } from './risky-fields.ts'
import { shownArguments } from './secret-arguments.ts'
import { shownUrl } from './server-url.ts'

type Env = Readonly<Record<string, string | undefined>>

/** A context as the operator sees it: no credential in it. What was approved is left to whoever knows. */
export async function describeContext(
  suspicion: Suspicion,
  context: Context,
  describe: PluginOf
): Promise<ContextView> {
  const { config } = suspicion
  const cluster = named(config.clusters, context.cluster)
  const user = named(config.users, context.user)
  const auth = authKind(user)
  return {
    name: visibleText(context.name),
    cluster: visibleText(context.cluster),
    user: visibleText(context.user),
    server: cluster ? shownUrl(cluster.server) : '',
    namespace: context.namespace,
    auth,
    insecure: cluster?.insecure ?? false,
    risky: riskyFields(suspicion, context),
    ...(cluster?.proxyUrl === undefined ? {} : { proxy: { url: shownUrl(cluster.proxyUrl), approved: false } }),
    ...(auth === 'exec' && user?.exec ? { exec: await describe(user.exec) } : {})
  }
}

/** Which credential of a user is sent; a token goes before a plugin, as in client-go. */
export function authKind(user: User | undefined): AuthKind {
  if (user?.token !== undefined || user?.tokenFile !== undefined) return 'token'
  if (user?.username !== undefined) return 'basic'
  if (user?.exec) return 'exec'
  return user?.certData !== undefined || user?.certFile !== undefined ? 'certificate' : 'none'
}

/** What is there now of a plugin. */
type PluginOf = (exec: ExecConfig) => Promise<ExecPlugin>

/** Looks at plugins, each program file once, however many contexts run it. */
export function pluginDescriber(env: Env): PluginOf {
  const hashes = createFileHashes()
  return (exec) =>
    lookAtPlugin(
      {
        command: exec.command,
        args: shownArguments(exec.args),
        variables: exec.env.map(({ name }) => visibleText(name, 100)),
        fix: missingPluginRemedy(exec)
      },
      env,
      hashes
    )
}

/** A plugin as its program file is now: it may have been installed, updated or removed since it was described. */
export async function lookAtPlugin(
  { command, args, variables, fix }: Pick<ExecPlugin, 'command' | 'args' | 'variables' | 'fix'>,
  env: Env,
  hashes: FileHashes = fileSha256
): Promise<ExecPlugin> {
  const plugin = { command, args, variables, fix, approved: false }
  const path = await findProgram(command, env)
  if (path === undefined) {
    return {
      ...plugin,
      path: '',
      sha256: '',
      problem: `The credential plugin ${visibleText(command, 300)} is not installed.`
    }
  }
  return { ...plugin, path, sha256: await approvalHash(path, args, hashes) }
}

/** What to do about a plugin that is not there: the kubeconfig's own hint when it has one. */
export function missingPluginRemedy(exec: ExecConfig): string {
  if (exec.installHint !== '') return visibleText(exec.installHint, 500)
  const known: Readonly<Record<string, string>> = {
    kubelogin: 'Install kubelogin (az aks install-cli), then test the connection again.',
    'gke-gcloud-auth-plugin': 'Install it with gcloud components install gke-gcloud-auth-plugin.',
    aws: 'Install the AWS CLI, then test the connection again.',
    'aws-iam-authenticator': 'Install aws-iam-authenticator, then test the connection again.'
  }
  const name = exec.command.replace(/\.exe$/i, '')
  return (
    known[name] ??
    `Install ${visibleText(exec.command, 100)} where PATH finds it, or write its absolute path into the kubeconfig.`
  )
}
