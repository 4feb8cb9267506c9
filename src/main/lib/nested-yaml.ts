/** Lists of lists, each begun on the same line. */
const listOfLists = /(?:-[ \t]+){20}/
/** A key that is announced, which may be anything; in prose a question mark follows a word. */
const announcedKey = /(?<=^|[\s[{,])\?(?=\s|$)/gm
const mostAnnounced = 40

/**
 * Whether a text of YAML is so nested that its parser would never come to an end, or would end the process: it calls itself
 * for each level, and looks at all of an announced key again in each one around it. To be asked before it is parsed.
 * @param deepest how many brackets may be open at once; those in quotes count as well
 */
export function isTooNested(text: string, deepest: number): boolean {
  if (listOfLists.test(text) || depthOf(text) > deepest) return true
  let announced = 0
  for (const _ of text.matchAll(announcedKey)) {
    announced += 1
    if (announced > mostAnnounced) return true
  }
  return false
}

function depthOf(text: string): number {
  let [open, deepestOpen] = [0, 0]
  for (const char of text) {
    if (char === '{' || char === '[') open += 1
    if (char === '}' || char === ']') open -= 1
    deepestOpen = Math.max(deepestOpen, open)
  }
  return deepestOpen
}
