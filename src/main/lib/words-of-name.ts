/** The words of a name, whichever way it joins them, in lower case and without the numbers behind them. */
export function wordsOf(name: string): readonly string[] {
  return name
    .slice(0, 253)
    .replaceAll(/([a-z\d])([A-Z])/g, '$1 $2')
    .replaceAll(/([A-Z])([A-Z][a-z])/g, '$1 $2')
    .split(/[^A-Za-z\d]+/)
    .map((word) => word.toLowerCase().replace(/\d+$/, ''))
    .filter((word) => word !== '')
}
