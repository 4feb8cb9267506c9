/** What scrolls in the question, and how it is called there. */
const parts = [
  ['about', 'the plan'],
  ['warnings', 'warnings'],
  ['targets', 'changes'],
  ['commands', 'commands'],
  ['for-good', 'what cannot be taken back']
] as const

/** Pixels of a line that is cut no more than by rounding. */
const slack = 4

/**
 * Says in a line above the field what has more below its edge, until it was scrolled to the end. Returns the function that looks
 * again; scrolling and another size have it look by themselves.
 */
export function tellMore(page: Document): () => void {
  const line = page.getElementById('more')
  const scrolled = parts.flatMap(([id, name]) => {
    const part = page.getElementById(id)
    return part === null ? [] : [{ part, name }]
  })
  function look(): void {
    const more = scrolled.filter(
      ({ part }) => part.clientHeight > 0 && part.scrollHeight - part.scrollTop - part.clientHeight > slack
    )
    if (line === null) return
    line.hidden = more.length === 0
    line.textContent = `\u2193 More below, scroll: ${more.map(({ name }) => name).join(', ')}`
  }
  for (const { part } of scrolled) part.addEventListener('scroll', look, { passive: true })
  globalThis.addEventListener('resize', look)
  return look
}
