import { isSecretName } from '../../lib/secret-name.ts'
import { visibleText } from '../../lib/visible-text.ts'

const hidden = '[hidden]'
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
