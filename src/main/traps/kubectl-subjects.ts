import { resourceNamed } from './resource-names.ts'
import type { Argument } from './shell/invocations.ts'

/** What a command is about. */
interface Subject {
  readonly resource: string
  readonly group: string
  readonly name: string | null
  readonly each: boolean
  /** A name is there, and not known. */
  readonly isBlank: boolean
}

/** `KIND NAME …`, `KIND/NAME …`, `KIND,KIND`; a log is of a pod unless it says another kind. */
export function subjectsOf(verb: string, args: readonly Argument[]): readonly Subject[] {
  if (verb.startsWith('argo'))
    return withoutKind(args).map((argument) => ({ ...named('rollouts', argument), group: 'argoproj.io' }))
  if (args.some(({ prefix }) => prefix.includes('/'))) return args.map(fromPath)
  if (verb === 'logs') return args.slice(0, 1).map((argument) => named('pods', argument))
  const [kind, ...names] = args
  if (kind === undefined) return []
  // The output of `kubectl get -o name` is kind and name in one.
  if (kind.text === null) return [{ ...named('', kind), resource: resourceNamed(kind.prefix).resource }]
  return kind.text
    .split(',')
    .flatMap((one) =>
      names.length > 0
        ? names.map((name) => named(one, name))
        : [{ ...resourceNamed(one), name: null, each: false, isBlank: false }]
    )
}

/** `retry rollout NAME` says the kind, `undo NAME` does not. */
function withoutKind(args: readonly Argument[]): readonly Argument[] {
  const [first, ...names] = args
  return names.length > 0 && /^(rollouts?|ro)$/.test(first?.text ?? '') ? names : args
}

function named(kind: string, { text, each }: Argument): Subject {
  return { ...resourceNamed(kind), name: text, each, isBlank: text === null && !each }
}

function fromPath({ text, prefix, each }: Argument): Subject {
  const at = prefix.indexOf('/')
  if (at === -1) return { ...resourceNamed(''), name: text, each, isBlank: text === null && !each }
  const name = text?.slice(at + 1) ?? null
  return { ...resourceNamed(prefix.slice(0, at)), name, each, isBlank: name === null && !each }
}
