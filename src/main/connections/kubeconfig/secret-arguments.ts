import { redactText } from '../../lib/redact.ts'
import { isSecretName, standsForSecret } from '../../lib/secret-name.ts'
import { visibleText } from '../../lib/visible-text.ts'

const hidden = '[hidden]'
interface Split {
  /** As it may be shown. */
  readonly shown: string
  readonly secret?: string
}

/** A flag, a variable, or a header, and what joins it to its value. */
const pair = /^(?<name>-{0,2}[A-Za-z_][\w.-]{0,127})(?<joint>=|:\s{0,8})(?<value>[^]+)$/
/** Short ones that take a password in the programs that have them, unless it is a number, a place or a switch. */
const shortFlag = /^-[pPwk]$/
const joinedFlag = /^(?<name>-[pP])(?<value>(?=\D*\d)(?=\d*[^\d:.])[^=\s/]{6,})$/
const account = /^(?<user>[^\s:@/]{1,128}:)(?<password>(?!\/\/)\S+)$/
const accountFlag = /^(?:-u|--user(?:name)?|--basic(?:-auth)?|--login|--account|--proxy-user)$/
/** The last words of flags that sign-in programs have for credentials, besides those that are so everywhere. */
const signInWords =
  /(?:^|[-_.])(?:pat|otp|totp|pin|jwt|bearer|sas|cookies?|assertion|passcode|passphrase|hmac|seed|mnemonic|auth|authorization|code|key|signature|sig|session|pwd|pass)$/i
/** A public thing of that name: `--oidc-pkce-key`, `--auth=oidc` have values that are words. */
const plainWord = /^[A-Za-z][A-Za-z-]{0,15}$/
/** Letters of both cases and digits without anything that joins words, or plain hex: nobody names a thing so. */
const random =
  /(?:(?<![\w.+/-])(?=[A-Za-z0-9+/_]{20,}={0,2}(?![\w.]))(?=\S{0,256}[a-z])(?=\S{0,256}[A-Z])(?=\S{0,256}\d)[A-Za-z0-9+/_]+={0,2}|(?<![\w.-])[0-9a-f]{24,}|(?<![\w.+-])[\w+-]{32,}(?=\.[\w+-]{16,}))(?![\w.-])/g
const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

function splitArgument(argument: string, before: string): Split {
  if (isSecretFlag(before, argument)) return { shown: hidden, secret: argument }
  const behind = accountFlag.test(before) ? account.exec(argument)?.groups : undefined
  if (behind) return { shown: `${visibleText(behind['user'] ?? '')}${hidden}`, secret: behind['password'] ?? '' }
  const joined = joinedFlag.exec(argument)?.groups
  if (joined) return { shown: `${joined['name']}${hidden}`, secret: joined['value'] ?? '' }
  const { name = '', joint = '', value = '' } = pair.exec(argument)?.groups ?? {}
  if (isCredential(name, value)) return { shown: `${visibleText(name)}${joint}${hidden}`, secret: value }
  if (joint === '=' && accountFlag.test(name)) {
    const inside = account.exec(value)?.groups
    if (inside)
      return { shown: `${name}=${visibleText(inside['user'] ?? '')}${hidden}`, secret: inside['password'] ?? '' }
  }
  return withoutForms(argument)
}

/** What says itself what it is, such as a password in an address, and what looks like nothing else. */
function withoutForms(argument: string): Split {
  const shown = redactText(argument)
    .replaceAll(/\[redacted \w+ [0-9a-f]{4}\]/g, hidden)
    .replaceAll(random, hidden)
  if (shown === argument) return { shown: visibleText(argument) }
  return { shown: visibleText(shown), secret: argument }
}

function isSecretFlag(before: string, argument: string): boolean {
  if (argument.startsWith('-') || !before.startsWith('-') || /[=:]/.test(before)) return false
  if (shortFlag.test(before)) return !standsForSecret(argument) && !/^[\d:.]+$|[/\\]/.test(argument)
  return isCredential(before, argument)
}

function isCredential(name: string, value: string): boolean {
  if (name === '' || standsForSecret(value)) return false
  if (isSecretName(name)) return true
  return (
    signInWords.test(name) && !plainWord.test(value) && !uuid.test(value) && !/^https?:|^[/~.]|^\d{1,4}$/.test(value)
  )
}

function splitArguments(args: readonly string[]): readonly Split[] {
  return args.map((argument, index) => splitArgument(argument, args[index - 1] ?? ''))
}

/** The arguments of a credential plugin to show and to keep: credentials among them are hidden. */
export function shownArguments(args: readonly string[]): readonly string[] {
  return splitArguments(args).map(({ shown }) => shown)
}

/** The credentials among the arguments of a plugin; of an argument that holds one somewhere, the whole. */
export function secretArguments(args: readonly string[]): readonly string[] {
  return splitArguments(args).flatMap(({ secret }) => (secret === undefined || secret === '' ? [] : [secret]))
}

interface Variable {
  readonly name: string
  readonly value: string
}

/** What a kubeconfig sets for its plugin, as `NAME=value`, without credentials. */
export function shownVariables(env: readonly Variable[]): readonly string[] {
  return env.map(({ name, value }) => `${visibleText(name, 100)}=${splitVariable(name, value).shown}`)
}

export function secretVariables(env: readonly Variable[]): readonly string[] {
  return env.flatMap(({ name, value }) => splitVariable(name, value).secret || [])
}

function splitVariable(name: string, value: string): Split {
  return isCredential(name, value) ? { shown: hidden, secret: value } : withoutForms(value)
}
