import { visibleText } from '../../lib/visible-text.ts'

const hidden = '[hidden]'
const secretWord = /secret|passw|token|credential|(api|private|access)[-_]?key$/i
/** Names of where a secret is, or of what is done with one: `--token-cache-dir`, `AZURE_FEDERATED_TOKEN_FILE`. */
const aboutSecret = /[-_](file|path|dir|url|uri|endpoint|type|mode|cache|id|name)$/i

/** Whether a flag or a variable of that name holds a credential. */
export function isSecretName(name: string): boolean {
  return secretWord.test(name) && !aboutSecret.test(name)
}

interface Split {
  /** As it may be shown. */
  readonly shown: string
  readonly secret?: string
}

function splitArguments(args: readonly string[]): readonly Split[] {
  return args.map((argument, index): Split => {
    const before = args[index - 1] ?? ''
    if (isSecretFlag(before) && !argument.startsWith('-')) return { shown: hidden, secret: argument }
    const at = argument.indexOf('=')
    if (at === -1 || !isSecretFlag(argument.slice(0, at))) return { shown: visibleText(argument) }
    return { shown: `${visibleText(argument.slice(0, at))}=${hidden}`, secret: argument.slice(at + 1) }
  })
}

function isSecretFlag(argument: string): boolean {
  return argument.startsWith('-') && !argument.includes('=') && isSecretName(argument)
}

/** The arguments of a credential plugin to show and to keep: values of flags such as `--client-secret` are hidden. */
export function shownArguments(args: readonly string[]): readonly string[] {
  return splitArguments(args).map(({ shown }) => shown)
}

/** The credentials among the arguments of a plugin. */
export function secretArguments(args: readonly string[]): readonly string[] {
  return splitArguments(args).flatMap(({ secret }) => (secret === undefined ? [] : [secret]))
}
