import { visibleText } from '../../lib/visible-text.ts'

/**
 * The names that a tired reader cannot tell from another one of the list, each with the reason: they must not stand for
 * two clusters. Case, form (NFKC), presentation selectors and the like make no difference to the eye.
 */
export function lookalikes(names: readonly string[]): ReadonlyMap<string, string> {
  const alike = new Map<string, string[]>()
  for (const name of names) {
    const group = alike.get(look(name))
    if (group) group.push(name)
    else alike.set(look(name), [name])
  }
  return new Map(
    [...alike.values()]
      .filter((group) => group.length > 1)
      .flatMap((group) => group.map((name): [string, string] => [name, why(group.filter((other) => other !== name))]))
  )
}

function look(name: string): string {
  return name
    .normalize('NFKC')
    .replaceAll(/\p{Default_Ignorable_Code_Point}/gu, '')
    .toLowerCase()
}

function why(others: readonly string[]): string {
  const named = others
    .slice(0, 3)
    .map((other) => `"${visibleText(other, 200)}"`)
    .join(', ')
  return `It differs from ${named} only in case or form. Rename one of them with kubectl config rename-context.`
}
