import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'

const watchCss = readFileSync(join(import.meta.dirname, '../panes/watch/watch.module.css'), 'utf8')
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
const tints = ['warn-bg', 'bad-bg', 'ok-bg', 'act-bg']
const tones = ['act', 'ok', 'warn', 'bad', 'unk']
const inks = ['ink', 'ink-2', 'ink-3', ...tones]
/** Each ink may stand on each ground: what a pane puts together is not looked up here. */
const pairs: readonly (readonly [string, string])[] = [
  ...[...surfaces, ...tints].flatMap((ground) => inks.map((ink) => [ink, ground] as const)),
  ['act-ink', 'act'],
  ['prod-ink', 'prod'],
  ['stage-ink', 'stage'],
  ['drill-ink', 'drill'],
  ['drill-ink', 'drill-2']
]
/** What the minutes of a watch are drawn on. */
const track = /\.track \{\s*fill: var\(--([\w-]+)\)/.exec(watchCss)?.[1] ?? ''
/** What is drawn and has to be told from its ground: edges of fields, and minutes beside those that are not over. */
const drawn: readonly (readonly [string, string])[] = [
  ...[...surfaces, ...tints].map((ground) => ['control', ground] as const),
  ...tones.map((tone) => [tone, track] as const)
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

  it.each(drawn)('draws %s on %s at 3:1 or more', (mark, ground) => {
    expect(contrast(colour(mark), colour(ground))).toBeGreaterThanOrEqual(3)
  })

  it('has no colour that is not looked at here', () => {
    const looked = new Set([...pairs, ...drawn].flat())
    // Lines between panes part what already stands apart; that a button is one, its words say.
    expect([...tokens.keys()].filter((name) => !looked.has(name))).toEqual(['line', 'line-strong'])
  })
})
