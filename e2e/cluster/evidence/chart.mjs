const width = 720
const height = 240
const left = 44
const bottom = 36

/** A timeline as one small picture: what users saw, the canary's weight, and the moments that matter. */
export function chart({ title, samples, marks, from }) {
  const seen = samples.filter(({ error }) => !error)
  const end = Math.max(1, seen.at(-1)?.at ?? 1)
  const x = (at) => round(left + (at / end) * (width - left - 12))
  const y = (share) => round(24 + (1 - share) * (height - bottom - 24))
  const errors = line(
    seen.filter(({ errorRatio }) => errorRatio !== null).map(({ at, errorRatio }) => [x(at), y(errorRatio)])
  )
  const weight = line(
    seen
      .filter(({ weights }) => weights !== null)
      .map(({ at, weights }) => {
        const total = Object.values(weights).reduce((sum, each) => sum + each, 0) || 1
        return [x(at), y((weights['product-service-canary'] ?? 0) / total)]
      })
  )
  const ticks = [0, 0.5, 1].map(
    (share) =>
      `<text x="${left - 6}" y="${y(share) + 4}" text-anchor="end">${share * 100} %</text><line x1="${left}" x2="${width - 12}" y1="${y(share)}" y2="${y(share)}" stroke="#dde1e7"/>`
  )
  const flags = [{ at: from, label: 'command' }].map(
    ({ at, label }) =>
      `<line x1="${x(at)}" x2="${x(at)}" y1="20" y2="${height - bottom}" stroke="#0b62d6"/><text x="${x(at) + 4}" y="18" fill="#0b62d6">${label} ${Math.round(at)} s</text>`
  )
  const commands = marks.length
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="11" role="img" aria-label="${escape(title)}">
<rect width="${width}" height="${height}" fill="#fff"/>
${ticks.join('\n')}
${flags.join('\n')}
<polyline fill="none" stroke="#8a5a00" stroke-width="1.5" stroke-dasharray="4 3" points="${weight}"/>
<polyline fill="none" stroke="#c02b20" stroke-width="2" points="${errors}"/>
<text x="${left}" y="${height - 14}" fill="#c02b20">errors that users saw</text>
<text x="${left + 150}" y="${height - 14}" fill="#8a5a00">share of traffic to the canary</text>
<text x="${width - 12}" y="${height - 14}" text-anchor="end">${Math.round(end)} s, ${commands} marks</text>
</svg>
`
}

function line(points) {
  return points.map(([x, y]) => `${x},${y}`).join(' ')
}

function round(value) {
  return Math.round(value * 10) / 10
}

function escape(text) {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')
}
