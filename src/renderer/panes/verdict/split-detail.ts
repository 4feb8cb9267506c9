export interface SplitDetail {
  readonly before: string
  /** The words that open the rows of the matrix. */
  readonly link: string
  readonly after: string
}

const aboutRows = /\S+ (?:of \d+ )?rows? [^;.]*/

/** Finds the words of a verdict's detail that speak of the rows; without such words the link stands at the end. */
export function splitDetail(detail: string): SplitDetail {
  const found = aboutRows.exec(detail)
  if (found === null) return { before: detail === '' ? '' : `${detail} `, link: 'Row by row', after: '' }
  return {
    before: detail.slice(0, found.index),
    link: found[0],
    after: detail.slice(found.index + found[0].length)
  }
}
