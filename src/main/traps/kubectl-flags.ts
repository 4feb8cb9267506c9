import { NotUnderstood } from './shell/tokens.ts'
import type { Argument } from './shell/invocations.ts'

/** Flags that take a value, and those that take none; kubernetes/kubectl pkg/cmd, of the verbs that are read here. */
const words = (text: string): ReadonlySet<string> => new Set(text.split(/\s+/))
const valued = words(
  `as as-group as-uid as-user-extra cache-dir certificate-authority client-certificate client-key cluster context
  kubeconfig kuberc log-flush-frequency namespace n password profile profile-output request-timeout server s
  tls-server-name token user username v vmodule
  chunk-size field-selector filename f kustomize k label-columns L output o selector l sort-by subresource template
  container c limit-bytes max-log-requests pod-running-timeout since since-time tail
  grace-period timeout field-manager patch p patch-file type for types concurrency prune-allowlist
  replicas current-replicas resource-version revision to-revision api-version api-group categories verbs raw`
)
const switches = words(
  `disable-compression insecure-skip-tls-verify match-server-version warnings-as-errors help h
  all-namespaces A allow-missing-template-keys ignore-not-found no-headers output-watch-events recursive R server-print
  show-kind show-labels show-managed-fields watch w watch-only show-events all-containers all-pods follow ignore-errors
  insecure-skip-tls-verify-backend prefix previous timestamps containers sum use-protocol-buffers
  all cascade dry-run force interactive i now wait local output-patch save-config validate windows-line-endings
  force-conflicts prune server-side list quiet q client cached namespaced flatten merge minify record`
)
/** What a letter means depends on the verb. */
const switchesOf: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  ['logs', words('f p')],
  ['config', words('raw')]
])
const longNames: ReadonlyMap<string, string> = new Map(
  Object.entries({
    n: 'namespace',
    l: 'selector',
    o: 'output',
    f: 'filename',
    k: 'kustomize',
    p: 'patch',
    A: 'all-namespaces',
    h: 'help',
    w: 'watch',
    s: 'server'
  })
)

/** The arguments of kubectl, told apart. */
export interface KubectlArguments {
  readonly positional: readonly Argument[]
  /** By long name, the last one given; empty text for a flag without a value, null for a value that is not written. */
  readonly flags: ReadonlyMap<string, string | null>
}

/**
 * Reads flags as kubectl does (spf13/pflag flag.go parseArgs): between the other arguments, with their value after `=` or
 * as the next argument, letters together; nothing after `--` is one.
 * @throws NotUnderstood for a flag that is not known, and for what may be any number of arguments.
 */
export function kubectlArguments(argv: readonly Argument[]): KubectlArguments {
  const positional: Argument[] = []
  const flags = new Map<string, string | null>()
  const rest = argv[Symbol.iterator]()

  function valueOf(written: string): string | null {
    const next = rest.next()
    if (next.done === true) throw new NotUnderstood(`${written} has no value`)
    if (next.value.text === null && !next.value.isOne) throw new NotUnderstood('an argument is not written')
    return next.value.text
  }

  function takesValue(name: string, written: string): boolean {
    if (switchesOf.get(positional[0]?.text ?? '')?.has(name) === true || switches.has(name)) return false
    if (valued.has(name)) return true
    throw new NotUnderstood(`${written} is not known here`)
  }

  function readLong(written: string, isWhole: boolean): void {
    const at = written.indexOf('=')
    const name = written.slice(2, at === -1 ? undefined : at)
    const hasValue = takesValue(name, written)
    if (at !== -1) flags.set(name, isWhole ? written.slice(at + 1) : null)
    else if (!isWhole) throw new NotUnderstood('a flag is not written')
    else flags.set(name, hasValue ? valueOf(written) : '')
  }

  function readLetters(written: string, isWhole: boolean): void {
    for (let index = 1; index < written.length; index += 1) {
      const letter = written.charAt(index)
      const name = takesValue(letter, `-${letter}`) ? (longNames.get(letter) ?? letter) : switchName(letter)
      const value = written.slice(index + 1)
      if (takesValue(letter, written) || value.startsWith('=')) {
        if (!isWhole) flags.set(name, null)
        else flags.set(name, value === '' ? valueOf(written) : value.replace(/^=/, ''))
        return
      }
      flags.set(name, '')
    }
    if (!isWhole) throw new NotUnderstood('a flag is not written')
  }

  /** `-f` and `-p` of `kubectl logs` are not the file and the patch of the others. */
  function switchName(letter: string): string {
    return valued.has(letter) ? `${letter} of logs` : (longNames.get(letter) ?? letter)
  }

  for (let next = rest.next(); next.done !== true; next = rest.next()) {
    const { value: argument } = next
    const { text, prefix, isOne } = argument
    if (text === null && !isOne) throw new NotUnderstood('an argument is not written')
    if (text === '--') {
      positional.push(...rest)
      break
    }
    if (prefix.startsWith('--')) readLong(prefix, text !== null)
    else if (prefix.length > 1 && prefix.startsWith('-')) readLetters(prefix, text !== null)
    else positional.push(argument)
  }
  return { positional, flags }
}
