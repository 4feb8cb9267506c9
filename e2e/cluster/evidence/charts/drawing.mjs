/**
 * What the charts have in common: size, colours for light and dark, text, axes. Colours are told apart by their dashes,
 * too. GitHub shows an SVG as an image, in which the colour scheme of the reader's system holds.
 */

const style = `
  .page { fill: #ffffff } .ink { fill: #1f2328 } .soft { fill: #59636e } .grid { stroke: #d8dee4 } .axis { stroke: #818b98 }
  .bad { stroke: #c02b20 } .bad-fill { fill: #c02b20 } .share { stroke: #8a5a00 } .share-fill { fill: #8a5a00 }
  .good { stroke: #1a7f37 } .good-fill { fill: #1a7f37 } .mark { stroke: #0b62d6 } .mark-fill { fill: #0b62d6 }
  .band { fill: #eaeef2 } .line { fill: none; stroke-width: 2; stroke-linejoin: round } .dashed { stroke-dasharray: 5 3 }
  @media (prefers-color-scheme: dark) {
    .page { fill: #0d1117 } .ink { fill: #e6edf3 } .soft { fill: #9198a1 } .grid { stroke: #2a313c } .axis { stroke: #656c76 }
    .bad { stroke: #ff7b72 } .bad-fill { fill: #ff7b72 } .share { stroke: #e3b341 } .share-fill { fill: #e3b341 }
    .good { stroke: #56d364 } .good-fill { fill: #56d364 } .mark { stroke: #79c0ff } .mark-fill { fill: #79c0ff }
    .band { fill: #21262d }
  }`

const margin = 16
/** Widths of a character of the widest usual fonts, in the title and below it. */
const characterWidth = { title: 8.9, subtitle: 6.7 }

/**
 * @typedef {readonly [number, number]} Point x and y
 * @typedef {{ width: number, title: string, subtitle: string }} Head
 */

/**
 * One chart: its title says the claim, its subtitle what to see.
 *
 * @param {Head & { height: number, body: readonly string[] }} chart
 */
export function page({ width, height, title, subtitle, body }) {
  const { titles, subtitles } = head({ width, title, subtitle })
  const below = 28 + 19 * titles.length
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="system-ui, sans-serif" font-size="12" role="img" aria-label="${escape(`${title}. ${subtitle}`)}">
<style>${style}
</style>
<rect class="page" width="${width}" height="${height}" rx="6"/>
${titles.map((content, row) => text({ x: margin, y: 26 + row * 19, content, more: 'font-size="15" font-weight="600"' })).join('\n')}
${subtitles.map((content, row) => text({ x: margin, y: below + row * 16, content, look: 'soft' })).join('\n')}
${body.join('\n')}
</svg>
`
}

/**
 * Where the body may begin, below title and subtitle.
 *
 * @param {Head} what
 */
export function headHeight(what) {
  const { titles, subtitles } = head(what)
  return 28 + 19 * titles.length + 16 * subtitles.length
}

/** @param {Head} what */
function head({ width, title, subtitle }) {
  const room = width - 2 * margin
  return {
    titles: wrap(title, Math.floor(room / characterWidth.title)),
    subtitles: wrap(subtitle, Math.floor(room / characterWidth.subtitle))
  }
}

/**
 * @param {{ x: number, y: number, content: string, look?: string, anchor?: string, more?: string }} what
 */
export function text({ x, y, content, look = 'ink', anchor = 'start', more = '' }) {
  return `<text class="${look}" x="${round(x)}" y="${round(y)}" text-anchor="${anchor}"${more ? ` ${more}` : ''}>${escape(content)}</text>`
}

/**
 * @param {{ from: Point, to: Point, look: string, more?: string }} what
 */
export function segment({ from: [x1, y1], to: [x2, y2], look, more = '' }) {
  return `<line class="${look}" x1="${round(x1)}" y1="${round(y1)}" x2="${round(x2)}" y2="${round(y2)}"${more ? ` ${more}` : ''}/>`
}

/**
 * @param {readonly Point[]} points
 * @param {string} look
 */
export function polyline(points, look) {
  return `<polyline class="line ${look}" points="${points.map(([x, y]) => `${round(x)},${round(y)}`).join(' ')}"/>`
}

/**
 * Values at which an axis is labelled: about `wanted` of them, 1, 2 or 5 times a power of ten apart.
 *
 * @param {number} low
 * @param {number} high
 */
export function ticksOf(low, high, wanted = 6) {
  const raw = (high - low) / wanted
  const power = 10 ** Math.floor(Math.log10(raw))
  const step = [1, 2, 5, 10].map((times) => times * power).find((candidate) => candidate >= raw) ?? raw
  /** @type {number[]} */
  const ticks = []
  for (let value = Math.ceil(low / step) * step; value <= high + step / 1_000; value += step)
    ticks.push(Number(value.toFixed(6)))
  return ticks
}

/** @param {number} value */
export function round(value) {
  return Math.round(value * 10) / 10
}

/** @param {string} content */
export function escape(content) {
  return content.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
}

/**
 * @param {string} content
 * @param {number} width characters
 */
function wrap(content, width) {
  /** @type {string[]} */
  const lines = []
  let last = ''
  for (const word of content.split(' ')) {
    if (last !== '' && `${last} ${word}`.length > width) {
      lines.push(last)
      last = word
    } else last = last === '' ? word : `${last} ${word}`
  }
  return [...lines, last]
}
