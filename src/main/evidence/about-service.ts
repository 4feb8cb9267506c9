/** What a line has to name to be about a service. */
export interface AboutService {
  readonly namespace: string
  /** Of the workload, of what Flagger keeps beside it, of its pods. */
  readonly names: readonly string[]
}

/**
 * Whether a line of a controller's log is about a service: it names one of its objects together with the namespace, as
 * `cart.shop` (Flagger's `canary` field, hosts, Envoy's node ids) or as `shop/cart` (istiod's configuration keys). A name
 * alone is no sign: `cart` is a word, and another namespace may have one too.
 */
export function lineIsAbout(line: string, { namespace, names }: AboutService): boolean {
  return names.some((name) => stands(line, `${name}.${namespace}`) || stands(line, `${namespace}/${name}`))
}

const partOfName = /[a-z0-9-]/

/** Whether a text stands in a line as a whole: `cart.shop` is no part of `my-cart.shop` or `cart.shop-two`. */
function stands(line: string, text: string): boolean {
  for (let from = line.indexOf(text); from >= 0; from = line.indexOf(text, from + 1)) {
    const before = line[from - 1] ?? ''
    const after = line[from + text.length] ?? ''
    if (!partOfName.test(before) && before !== '.' && !partOfName.test(after)) return true
  }
  return false
}
