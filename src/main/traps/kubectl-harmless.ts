import { kubectlIntended, type KubectlIntended } from './intended.ts'
import type { KubectlArguments } from './kubectl-flags.ts'
import type { Argument } from './shell/invocations.ts'

/** Before the verb, with their value as the next argument. */
const placeFlags = new Set(['-n', '--namespace', '--context', '--kubeconfig', '--cluster', '--user'])
/** Send nothing that is kept when they are told so. */
const withDryRun = new Set(
  `apply create scale annotate label set replace taint cordon uncordon drain expose run autoscale`.split(' ')
)

/** `--dry-run`, `--help` and `--local` of a verb whose flags are known (kubectl pkg/cmd/util/helpers.go GetDryRunStrategy). */
export function isOnlyTried(flags: KubectlArguments['flags']): boolean {
  if (isOn(flags, 'help') || isOn(flags, 'local')) return true
  const dryRun = flags.get('dry-run')
  return dryRun !== undefined && dryRun !== null && !isFalse(dryRun) && dryRun !== 'none'
}

/** Of verbs whose flags are not known here only that they are a dry run is read. */
export function dryRunOfOthers(argv: readonly Argument[], text: string): KubectlIntended | undefined {
  let index = 0
  while (argv[index]?.prefix.startsWith('-') === true) index += placeFlags.has(argv[index]?.text ?? '') ? 2 : 1
  const verb = argv[index]
  if (verb === undefined || !withDryRun.has(verb.text ?? '')) return undefined
  const end = argv.findIndex((argument) => argument.text === '--')
  const said = argv.slice(0, end === -1 ? undefined : end).filter(({ prefix }) => prefix.startsWith('--dry-run'))
  const isDry = said.length > 0 && said.every((flag) => /^--dry-run=(client|server)$/.test(flag.text ?? ''))
  return isDry && argv.every(({ text: known, isOne }) => known !== null || isOne)
    ? kubectlIntended({ verb: verb.prefix, isRead: true, resource: '', command: text })
    : undefined
}

/** Whether a switch is set: `--all`, and not `--all=false`. */
export function isOn(flags: KubectlArguments['flags'], name: string): boolean {
  const value = flags.get(name)
  return value !== undefined && value !== null && !isFalse(value)
}

/** As strconv.ParseBool. */
function isFalse(value: string): boolean {
  return ['0', 'f', 'F', 'false', 'FALSE', 'False'].includes(value)
}
