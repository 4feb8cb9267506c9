import { visibleText } from '../../lib/visible-text.ts'
import { foldedName, mixedWord, shapeOfName } from './look-of-name.ts'

/**
 * The names that a tired reader cannot tell from another one of the list, each with the reason: they must not stand for
 * two clusters. Case, form, marks, presentation selectors and letters of other alphabets make no difference to the eye.
 * A word of letters from several alphabets is refused by itself: what it imitates may be in another kubeconfig.
 */
export function lookalikes(names: readonly string[]): ReadonlyMap<string, string> {
  const reasons = new Map<string, string>()
  for (const name of names) {
    const word = mixedWord(name)
    if (word !== undefined) reasons.set(name, mixedText(word))
  }
  for (const look of [shapeOfName, foldedName]) {
    for (const group of groups(names, look)) for (const name of group) reasons.set(name, why(name, group))
  }
  return reasons
}

function groups(names: readonly string[], look: (name: string) => string): readonly (readonly string[])[] {
  const alike = new Map<string, string[]>()
  for (const name of names) {
    const shape = look(name)
    const group = alike.get(shape)
    if (group) group.push(name)
    else alike.set(shape, [name])
  }
  return [...alike.values()].filter((group) => group.length > 1)
}

function mixedText(word: string): string {
  return `"${visibleText(word, 200)}" has letters of several alphabets, which look like others. Rename it with kubectl config rename-context.`
}

function why(name: string, group: readonly string[]): string {
  const named = group
    .slice(0, 4)
    .filter((other) => other !== name)
    .slice(0, 3)
    .map((other) => `"${visibleText(other, 200)}"`)
    .join(', ')
  const how = group.every((other) => foldedName(other) === foldedName(name)) ? 'It differs from' : 'It looks like'
  const only = how === 'It differs from' ? ' only in case or form' : ''
  return `${how} ${named}${only}. Rename one of them with kubectl config rename-context.`
}
