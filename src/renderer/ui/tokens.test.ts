import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'

const css = readFileSync(join(import.meta.dirname, 'tokens.css'), 'utf8')

function tokensOf(theme: string): ReadonlyMap<string, string> {
  const block = css.split(`[data-theme='${theme}'] {`)[1]?.split('}')[0] ?? ''
  return new Map([...block.matchAll(/--([\w-]+): (#[0-9a-f]{6});/g)].map(([, name = '', value = '']) => [name, value]))
}

/** Relative luminance as WCAG 2.2 defines it. */
function luminance(colour: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((from) => {
    const part = Number.parseInt(colour.slice(from, from + 2), 16) / 255
    return part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

function contrast(a: string, b: string): number {
  const [light = 0, dark = 0] = [luminance(a), luminance(b)].toSorted((x, y) => y - x)
  return (light + 0.05) / (dark + 0.05)
}

const surfaces = ['bg', 'pane', 'raise']
const inks = ['ink', 'ink-2', 'ink-3', 'act', 'ok', 'warn', 'bad', 'unk']
const pairs: readonly (readonly [string, string])[] = [
  ...surfaces.flatMap((surface) => inks.map((ink) => [ink, surface] as const)),
  ...['ink', 'ink-2', 'ink-3', 'act', 'ok', 'warn', 'bad', 'unk'].map((ink) => [ink, 'act-bg'] as const),
  ...['warn', 'ink-2', 'ink-3', 'act'].map((ink) => [ink, 'warn-bg'] as const),
  ...['bad', 'ink-2', 'ink-3', 'act'].map((ink) => [ink, 'bad-bg'] as const),
  ['ok', 'ok-bg'],
  ['act-ink', 'act'],
  ['prod-ink', 'prod'],
  ['stage-ink', 'stage'],
  ['drill-ink', 'drill'],
  ['drill-ink', 'drill-2']
]

describe.each([
  ['dark', 4.5],
  ['light', 4.5],
  ['contrast', 7]
])('theme %s', (theme, least) => {
  const tokens = tokensOf(theme)
  const colour = (name: string) => tokens.get(name) ?? expect.fail(`${theme} has no --${name}`)

  it.each(pairs)(`sets %s on %s at ${least}:1 or more`, (ink, surface) => {
    expect(contrast(colour(ink), colour(surface))).toBeGreaterThanOrEqual(least)
  })

  it('draws the edge of a field at 3:1 or more', () => {
    for (const surface of surfaces) expect(contrast(colour('control'), colour(surface))).toBeGreaterThanOrEqual(3)
  })
})
