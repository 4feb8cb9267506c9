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
const selecting =
  /^(AWS_(PROFILE|DEFAULT_PROFILE|REGION|DEFAULT_REGION|ACCESS_KEY_ID|ROLE_SESSION_NAME|STS_REGIONAL_ENDPOINTS|MAX_ATTEMPTS|RETRY_MODE)|(AAD|ARM|AZURE)_(CLIENT_ID|TENANT_ID|SUBSCRIPTION_ID|LOGIN_METHOD|SERVICE_PRINCIPAL_CLIENT_ID|USERNAME|USER_PRINCIPAL_NAME|ENVIRONMENT)|USE_GKE_GCLOUD_AUTH_PLUGIN|CLOUDSDK_(CORE|COMPUTE|CONTAINER)_(PROJECT|ACCOUNT|REGION|ZONE|CLUSTER)|CLOUDSDK_ACTIVE_CONFIG_NAME|GOOGLE_CLOUD_PROJECT|OCI_CLI_(PROFILE|REGION|AUTH|TENANCY|USER)|SCW_(PROFILE|DEFAULT_REGION|ACCESS_KEY)|OS_(USERNAME|PROJECT_(ID|NAME)|REGION_NAME|(USER|PROJECT)_DOMAIN_(ID|NAME))|NO_COLOR|PYTHONUNBUFFERED)$/
/** Those that hold a credential, which is hidden where it is shown, so that nobody could approve it by sight anyhow. */
const credentials =
  /^(AWS_(SECRET_ACCESS_KEY|SESSION_TOKEN)|(AAD|ARM|AZURE)_(CLIENT_SECRET|SERVICE_PRINCIPAL_CLIENT_SECRET|USER_PRINCIPAL_PASSWORD|PASSWORD)|SCW_SECRET_KEY|DIGITALOCEAN_ACCESS_TOKEN|CATTLE_[A-Z_]*TOKEN|OS_PASSWORD)$/

/** A name or a number, also that of an account: nothing that leads to a file, to another host or to another part of a path. */
const name = /^(?!.*\.\.)[A-Za-z0-9][A-Za-z0-9 ._:@+=,-]{0,255}$/
const printable = /^[\x20-\x7e]{1,16384}$/
/** ISO 639 and 3166, a charset of the system, and a modifier (locale(7)): `C.UTF-8`, `de_CH.UTF-8@euro`. */
const locale =
  /^(?:C|POSIX|[A-Za-z]{2,8}(?:[_-][A-Za-z0-9]{2,8}){0,3})(?:\.[A-Za-z0-9-]{1,20})?(?:@[A-Za-z0-9]{1,20})?$/
/** A name of the time zone database with at most three parts, or a POSIX one with digits (tzset(3)): never `:/path`. */
const timeZone = /^[A-Za-z][A-Za-z_]{1,20}(?:[+-]?\d{1,2})?(?:\/[A-Za-z][A-Za-z0-9_+-]{1,30}){0,2}$/

/**
 * Variables whose values the C library, an interpreter or a terminal reads before the program runs, with the values that name
 * nothing but a language, a zone, a size. Others of them open a file of their choice: `LANGUAGE` and `LC_MESSAGES` a catalog
 * (gettext), `LC_ALL` a locale archive, `TZ` a zone file, `TERM` a description of a terminal.
 */
const wellFormed: readonly (readonly [RegExp, (value: string) => boolean])[] = [
  [/^(LANG|LC_[A-Z]+)$/, (value) => locale.test(value)],
  [/^LANGUAGE$/, (value) => value.length <= 200 && value.split(':').every((each) => locale.test(each))],
  [/^TZ$/, (value) => timeZone.test(value)],
  [/^TERM$/, (value) => /^[A-Za-z][A-Za-z0-9+-]{0,30}$/.test(value)],
  [/^(COLUMNS|LINES)$/, (value) => /^\d{1,4}$/.test(value)],
  [/^PYTHONIOENCODING$/, (value) => /^[A-Za-z0-9-]{1,20}(?::[a-z]{1,20})?$/.test(value)],
  [/^AWS_ROLE_ARN$/, (value) => /^arn:aws[a-z-]*:iam::\d{12}:role\/[\w+=,.@/-]{1,512}$/.test(value)],
  [credentials, (value) => printable.test(value)],
  [selecting, (value) => value === '' || name.test(value)]
]

/** Whether setting this variable would run other code than the program that was approved. */
export function loadsOtherCode(name: string): boolean {
  return loaders.test(name)
}

/**
 * Whether setting this variable to this value only says who signs in, and where, or in which language: it need not be looked
 * at twice. A familiar name with a value that is none of its own, such as a path, is looked at as any other is.
 */
export function onlySignsIn({ name: variable, value }: { readonly name: string; readonly value: string }): boolean {
  return wellFormed.some(([names, isOwn]) => names.test(variable) && isOwn(value))
}

/** What a credential plugin runs with: the operator's own environment, what the kubeconfig adds, and what it is asked. */
export function pluginEnvironment(env: Env, exec: ExecConfig, execInfo: string): Env {
  const kept = Object.entries(env).filter(([name]) => !ours.test(name))
  const added = exec.env.map(({ name, value }) => [name, value] as const)
  return { ...Object.fromEntries(kept), ...Object.fromEntries(added), KUBERNETES_EXEC_INFO: execInfo }
}
