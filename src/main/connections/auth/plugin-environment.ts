import type { ExecConfig } from '../kubeconfig/model.ts'

type Env = Readonly<Record<string, string | undefined>>

/** Ours: they change how a program of Node or Electron runs, or write down what it says to a server. */
const ours = /^(NODE_OPTIONS|ELECTRON_.*|BACKOUT_.*|SSLKEYLOGFILE)$/i

/**
 * Variables that make a loader or an interpreter run something else first, and nothing else: ld.so(8), dyld(1), and the
 * environments of Node, Python, Perl, Ruby, Lua, PHP, the JVM, .NET, git, bash, zsh and sh. This list has holes, as every such
 * list has: what is not on it and not on the other one is shown, and approved by sight.
 */
const loaders =
  /^(LD_.*|DYLD_.*|NODE_(OPTIONS|PATH)|PYTHON(PATH|HOME|STARTUP|USERBASE|EXECUTABLE|PLATLIBDIR|BREAKPOINT|INSPECT|WARNINGS)|PERL5?(LIB|OPT|DB)|PERL5SHELL|RUBY(LIB|OPT|SHELL)|GEM_(HOME|PATH)|BUNDLE_GEMFILE|LUA_(INIT|PATH|CPATH)(_.*)?|PHPRC|PHP_INI_SCAN_DIR|(JDK_|_)?JAVA_(TOOL_)?OPTIONS|CLASSPATH|DOTNET_STARTUP_HOOKS|CORECLR_.*|COR_.*|GIT_(SSH|SSH_COMMAND|EXEC_PATH|CONFIG.*|EXTERNAL_DIFF|PAGER|EDITOR|ASKPASS)|BASH_ENV|BASH_FUNC_.*|SHELLOPTS|BASHOPTS|PS4|ZDOTDIR|ENV|IFS|GCONV_PATH|OPENSSL_CONF|OPENSSL_(MODULES|ENGINES)|CLOUDSDK_PYTHON(_ARGS)?|AZURE_EXTENSION_DIR)$/i

/**
 * Variables of sign-in programs that say who signs in, for what and in which region, as their manuals have them, and no
 * place, no address and no program: AWS CLI, kubelogin, Azure, Google Cloud, OCI, Scaleway, DigitalOcean, Rancher.
 */
const signIn =
  /^(AWS_(PROFILE|DEFAULT_PROFILE|REGION|DEFAULT_REGION|ACCESS_KEY_ID|SECRET_ACCESS_KEY|SESSION_TOKEN|ROLE_ARN|ROLE_SESSION_NAME|STS_REGIONAL_ENDPOINTS|MAX_ATTEMPTS|RETRY_MODE)|(AAD|ARM|AZURE)_(CLIENT_ID|TENANT_ID|SUBSCRIPTION_ID|CLIENT_SECRET|LOGIN_METHOD|SERVICE_PRINCIPAL_CLIENT_(ID|SECRET)|USERNAME|USER_PRINCIPAL_(NAME|PASSWORD)|PASSWORD|ENVIRONMENT)|USE_GKE_GCLOUD_AUTH_PLUGIN|CLOUDSDK_(CORE|COMPUTE|CONTAINER)_(PROJECT|ACCOUNT|REGION|ZONE|CLUSTER)|CLOUDSDK_ACTIVE_CONFIG_NAME|GOOGLE_CLOUD_PROJECT|OCI_CLI_(PROFILE|REGION|AUTH|TENANCY|USER)|SCW_(PROFILE|DEFAULT_REGION|ACCESS_KEY|SECRET_KEY)|DIGITALOCEAN_ACCESS_TOKEN|CATTLE_[A-Z_]*TOKEN|OS_(USERNAME|PASSWORD|PROJECT_(ID|NAME)|REGION_NAME|(USER|PROJECT)_DOMAIN_(ID|NAME))|LANG|LANGUAGE|LC_[A-Z]+|TZ|TERM|NO_COLOR|COLUMNS|LINES|PYTHONUNBUFFERED|PYTHONIOENCODING)$/

/** Whether setting this variable would run other code than the program that was approved. */
export function loadsOtherCode(name: string): boolean {
  return loaders.test(name)
}

/** Whether setting this variable only says who signs in, and where: it need not be looked at twice. */
export function onlySignsIn(name: string): boolean {
  return signIn.test(name)
}

/** What a credential plugin runs with: the operator's own environment, what the kubeconfig adds, and what it is asked. */
export function pluginEnvironment(env: Env, exec: ExecConfig, execInfo: string): Env {
  const kept = Object.entries(env).filter(([name]) => !ours.test(name))
  const added = exec.env.map(({ name, value }) => [name, value] as const)
  return { ...Object.fromEntries(kept), ...Object.fromEntries(added), KUBERNETES_EXEC_INFO: execInfo }
}
