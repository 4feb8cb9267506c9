import type { AzIntended } from './intended.ts'
import type { Invocation } from './shell/invocations.ts'
import { NotUnderstood } from './shell/tokens.ts'

const reads = new Set(['list', 'show', 'version', 'exists'])
/** Changes that a rule knows. */
const changes = new Set([
  'network traffic-manager endpoint update',
  'cosmosdb failover-priority-change',
  'cosmosdb offline-region',
  'sql failover-group set-primary',
  'postgres flexible-server replica promote'
])
const longNames: ReadonlyMap<string, string> = new Map([
  ['g', 'resource-group'],
  ['n', 'name'],
  ['t', 'type'],
  ['s', 'server'],
  ['o', 'output'],
  ['h', 'help']
])

/**
 * What a call of the Azure CLI intends.
 * @throws NotUnderstood where that cannot be told, and for changes that no rule is about.
 */
export function readAz({ argv, text }: Invocation): AzIntended {
  const groups: string[] = []
  const options = new Map<string, string | null>()
  let current: string | undefined
  for (const argument of argv) {
    if (argument.text === null && !argument.isOne) throw new NotUnderstood('an argument is not written')
    const flag = /^--?([A-Za-z][A-Za-z0-9-]*)(?:=(.*))?$/s.exec(argument.prefix)
    if (flag) {
      const [, name = '', value = ''] = flag
      current = longNames.get(name) ?? name
      options.set(current, argument.text === null ? null : value)
    } else if (current === undefined) {
      if (argument.text === null) throw new NotUnderstood('its verb is not written')
      groups.push(argument.text)
    } else {
      const before = options.get(current)
      const isKnown = argument.text !== null && typeof before === 'string'
      options.set(current, isKnown ? `${before} ${argument.text}`.trim() : null)
    }
  }
  const verb = groups.join(' ')
  const isRead = reads.has(groups.at(-1) ?? '') || options.has('help')
  if (!isRead && !changes.has(verb)) throw new NotUnderstood(`no rule is about az ${verb}`)
  return { tool: 'az', verb, isRead, options, command: text }
}
