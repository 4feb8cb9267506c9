import type { AuthKind, ContextView, ExecPlugin } from '../../../contract/index.ts'
import { visibleText } from '../../lib/visible-text.ts'
import { createProgramFiles, findProgram, lookAtFile, type ProgramFiles } from '../auth/find-program.ts'
import { pluginBinding } from '../auth/plugin-binding.ts'
import { onlySignsIn } from '../auth/plugin-environment.ts'
import { UnreadableFileError } from '../../lib/regular-file.ts'
import type { Cluster, Context, ExecConfig, User } from './model.ts'
import { named } from './model.ts'
import { riskyFields, type Suspicion } from './risky-fields.ts'
import { shownArguments, shownVariables } from './secret-arguments.ts'
import { shownUrl } from './server-url.ts'
import { verifiedBy } from './verified-by.ts'

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
    ...(cluster ? { verified: verifiedBy(cluster) } : {}),
    risky: riskyFields(suspicion, context),
    ...(cluster?.proxyUrl === undefined ? {} : { proxy: { url: shownUrl(cluster.proxyUrl), approved: false } }),
    ...(auth === 'exec' && user?.exec ? { exec: await describe(user.exec, cluster) } : {})
  }
}

/** Which credential of a user is sent; a token goes before a plugin, as in client-go. */
export function authKind(user: User | undefined): AuthKind {
  if (user?.token !== undefined || user?.tokenFile !== undefined) return 'token'
  if (user?.username !== undefined) return 'basic'
  if (user?.exec) return 'exec'
  return user?.certData !== undefined || user?.certFile !== undefined ? 'certificate' : 'none'
}

/** What is there now of a plugin, and what it is to be approved for. */
type PluginOf = (exec: ExecConfig, cluster: Cluster | undefined) => Promise<ExecPlugin>

/** Looks at plugins, each program file once, however many contexts run it. */
export function pluginDescriber(env: Env): PluginOf {
  const files = createProgramFiles()
  return async (exec, cluster) => {
    const plugin = {
      command: exec.command,
      args: shownArguments(exec.args),
      variables: shownVariables(exec.env),
      unfamiliar: exec.env.filter((each) => !onlySignsIn(each)).map(({ name }) => visibleText(name, 100)),
      binding: await pluginBinding(exec, cluster),
      fix: missingPluginRemedy(exec),
      approved: false
    }
    return { ...plugin, ...(await lookAtPlugin(plugin, env, files)) }
  }
}

/** The program file of a plugin as it is now: it may have been installed, updated or removed since it was described. */
export async function lookAtPlugin(
  { command }: Pick<ExecPlugin, 'command'>,
  env: Env,
  files: ProgramFiles = lookAtFile
): Promise<Pick<ExecPlugin, 'path' | 'real' | 'sha256' | 'problem'>> {
  const path = await findProgram(command, env)
  const shown = visibleText(command, 300)
  const none = { path: '', real: '', sha256: '' }
  if (path === undefined) return { ...none, problem: `The credential plugin ${shown} is not installed.` }
  try {
    return { path, ...(await files(path)) }
  } catch (error) {
    if (!(error instanceof UnreadableFileError)) throw error
    return { ...none, problem: `The credential plugin ${path} ${error.message}.` }
  }
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
