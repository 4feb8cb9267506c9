/** The colours of a chart, read from the tokens of the theme in use: a canvas knows no custom properties. */
export function chartColours() {
  const style = getComputedStyle(document.documentElement)
  const token = (name: string): string => style.getPropertyValue(name).trim()
  return {
    line: token('--ink'),
    beside: token('--ink-3'),
    limit: token('--bad'),
    crossing: token('--bad'),
    ours: token('--act'),
    others: token('--ink'),
    event: token('--ink-3'),
    axis: token('--ink-3'),
    grid: token('--line'),
    font: `11px ${token('--font')}`
  } as const
}

export type ChartColours = ReturnType<typeof chartColours>
