import { isJsonObject, stringAt, arrayAt, type JsonObject } from '../../lib/json-access.ts'
import type { AccountsName, DataHint } from '../../ports/azure.ts'
import type { AccountName } from '../../ports/data-account.ts'
import { accountNames } from './read-account.ts'

/** Which account the service writes to, and how that is known. */
export type ChosenAccount =
  | { readonly kind: 'none' }
  | { readonly kind: 'known'; readonly name: AccountName; readonly by: 'alone' | 'settings' | 'operator' }
  /** Nobody knows: it is asked. `named`: what the settings name, and the group has not. */
  | { readonly kind: 'unknown'; readonly named: readonly string[] }

/**
 * The operator's word counts, then what the service's own settings name, then that there is one account alone, in a
 * list that was read whole. Where the settings name another one than those of the group, the only one is not taken for it. Pure.
 */
export function chooseAccount(
  { subscription, group }: Pick<AccountsName, 'subscription' | 'group'>,
  listed: JsonObject,
  { chosen, named }: DataHint
): ChosenAccount {
  if (chosen) return { kind: 'known', name: chosen, by: 'operator' }
  const { items: names, isWhole } = accountNames(listed)
  const known = (account: string, by: 'alone' | 'settings'): ChosenAccount => ({
    kind: 'known',
    name: { subscription, group, account },
    by
  })
  const own = names.filter((name) => named.some((label) => hostsOf(listed, name).includes(label)))
  const [first, ...more] = own
  if (first !== undefined && more.length === 0) return known(first, 'settings')
  const [only, ...others] = names
  if (only === undefined) return isWhole ? { kind: 'none' } : { kind: 'unknown', named }
  if (isWhole && others.length === 0 && named.length === 0) return known(only, 'alone')
  return { kind: 'unknown', named: own.length > 0 ? [] : named }
}

/** First labels of the hosts of an account and its regions. */
function hostsOf(listed: JsonObject, name: string): readonly string[] {
  const json = accountIn(listed, name)
  const properties = json?.['properties']
  const urls = [
    stringAt(properties, 'documentEndpoint'),
    ...arrayAt(properties, 'locations').map((one) => stringAt(one, 'documentEndpoint'))
  ]
  const labels = urls.flatMap((url) => (URL.canParse(url) ? [new URL(url).hostname.split('.')[0] ?? ''] : []))
  return [name, ...labels]
}

/** One of the accounts in the answer to a list. */
export function accountIn(listed: JsonObject, name: string): JsonObject | null {
  const json = arrayAt(listed, 'value').find((one) => stringAt(one, 'name') === name)
  return isJsonObject(json) ? json : null
}
