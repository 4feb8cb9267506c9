const closing: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' }

/**
 * What is opened and not closed in a query, or closed and not opened; null where all is. Prometheus says the rest of what is wrong
 * with one, when it is asked. Quotes as in PromQL: between backticks nothing is escaped (prometheus/prometheus promql/parser/lex.go).
 */
export function unclosedIn(query: string): string | null {
  const open: string[] = []
  let quote = ''
  for (let at = 0; at < query.length; at += 1) {
    const here = query[at] ?? ''
    if (quote !== '') {
      if (here === '\\' && quote !== '`') at += 1
      else if (here === quote) quote = ''
    } else if (here === '#') {
      const end = query.indexOf('\n', at)
      at = end === -1 ? query.length : end
    } else if (here === '"' || here === "'" || here === '`') quote = here
    else if (here in closing) open.push(here)
    else if (Object.values(closing).includes(here) && closing[open.pop() ?? ''] !== here)
      return `${here} at character ${at + 1} closes nothing`
  }
  if (quote !== '') return `${quote} is not closed`
  const left = open.at(-1)
  return left === undefined ? null : `${left} is not closed`
}
