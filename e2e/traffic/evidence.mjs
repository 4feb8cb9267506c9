import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { root } from '../../scripts/setup/folders.mjs'
import { say } from '../../scripts/setup/say.mjs'
import { answersChart } from './chart.mjs'
import { stories } from './stories.mjs'
import { versions } from './versions.mjs'

/** @typedef {readonly [number, number, number, number, number]} Row second, good, bad, bad and failed, unanswered */
/** @typedef {{ id: string, measuredAt: string, seconds?: readonly { second: number, counts: Readonly<Record<string, number>> }[] } & Record<string, unknown>} Measured */

const folder = join(root, 'docs', 'evidence', 'traffic')
const units = {
  lastBadMs: 'ms from the approval until the last request that the bad version answered was sent',
  ms: 'milliseconds',
  steps: '[id of a step that had begun, ms from the approval to its begin, and to its end; null where it went on]',
  rows: '[second since what the chart names, answers of the good version, of the bad one, failures of the bad one, unanswered]'
}

/**
 * Makes docs/evidence/traffic of what the last run measured. What it did not measure stays as it was.
 *
 * @param {string} measured folder with a file a measurement
 */
export async function writeEvidence(measured) {
  await mkdir(folder, { recursive: true })
  for (const story of stories) {
    const found = await readJson(join(measured, `${story.id}.json`))
    if (found === undefined) {
      say(`${story.id} was not measured: it stays as it was`)
      continue
    }
    const { seconds, ...figures } = /** @type {Measured} */ (found)
    const rows = (seconds ?? []).map(rowOf)
    await writeFile(
      join(folder, `${story.id}.json`),
      textOf({ versions, units, ...figures, ...(seconds ? { rows } : {}) })
    )
    if (rows.length > 0) await writeFile(join(folder, `${story.id}.svg`), answersChart(story, rows))
  }
  const all = await Promise.all(stories.map(({ id }) => readJson(join(folder, `${id}.json`))))
  await writeFile(join(folder, 'README.md'), readme(all))
}

/**
 * @param {{ second: number, counts: Readonly<Record<string, number>> }} one
 * @returns {Row}
 */
function rowOf({ second, counts }) {
  const sum = (/** @type {(name: string) => boolean} */ fits) =>
    Object.entries(counts).reduce((total, [name, count]) => (fits(name) ? total + count : total), 0)
  const isBad = (/** @type {string} */ name) => name.includes('-bad')
  return [
    second,
    sum((name) => /^\d+\.\d+$/.test(name)),
    sum((name) => isBad(name) && !name.includes(' ')),
    sum((name) => isBad(name) && name.includes(' ')),
    sum((name) => /^\d+$/.test(name))
  ]
}

/** @param {readonly (Measured | undefined)[]} all */
function readme(all) {
  const rows = stories.map(({ id, title, look, figures }, index) => {
    const one = all[index]
    if (one === undefined) return `| ${title} | ${look} | not measured |`
    const link = one['rows'] ? `[chart](${id}.svg) · [data](${id}.json)` : `[data](${id}.json)`
    // What needs a program that is not built is left out.
    const said = figures.flatMap((name) => (one[name] === undefined ? [] : [`${words(name)}: ${cell(one[name])}`]))
    return `| ${title}<br>${link} | ${look} | ${said.join('<br>')} |`
  })
  return `# Evidence: real traffic

<!-- Written by \`BACKOUT_RENEW=1 npm run test:traffic\`. Figures are those of its last runs. -->

Here requests are real: clients send them through upstream's Envoy ${versions.envoy}, which the real istiod configures, to stand-ins of the
simulated pods, whose image's tag decides how they answer (\`2.0-bad40\`: 40 % errors). Flagger, Flux ${versions.flux} and Argo Rollouts
${versions.rollouts} are real. The console is the headless host's, as the operator; its metrics are what the Envoys counted, renamed to
Istio's. Every user's answer is counted by who gave it. \`npm run test:traffic\` plays all of it anew and checks every claim; times
are of a machine with two cores that was busy with other things, and only their order is a claim.

| | Seen | Measured |
|---|---|---|
${rows.join('\n')}

Not real: what is in the pods, and how long it takes to get ready; the address of a pod, which is one on loopback; mutual TLS;
Istio's own build of Envoy, with its filters. Counts are the client's, so a request that no proxy could send anywhere is counted
where Istio's destination would not have seen it.
`
}

/** `lastBadMs` is last bad (ms). @param {string} name */
function words(name) {
  const [, stem = name, unit] = /^(.*?)(Ms|Seconds)?$/.exec(name) ?? []
  const text = stem.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)
  return unit === undefined ? text : `${text} (${unit === 'Ms' ? 'ms' : 's'})`
}

/** @param {unknown} value */
function cell(value) {
  const text = Array.isArray(value)
    ? value.join(', ')
    : typeof value === 'number'
      ? String(Math.round(value * 1_000) / 1_000)
      : String(value)
  return text.replaceAll('|', String.raw`\|`)
}

/** JSON with a line for each member and each row. @param {object} value */
function textOf(value) {
  const lines = Object.entries(value).map(([key, member]) => {
    const isTable = Array.isArray(member) && Array.isArray(member[0])
    const text = isTable
      ? `[\n${member.map((one) => `    ${JSON.stringify(one)}`).join(',\n')}\n  ]`
      : JSON.stringify(member)
    return `  ${JSON.stringify(key)}: ${text}`
  })
  return `{\n${lines.join(',\n')}\n}\n`
}

/** @param {string} file @returns {Promise<Measured | undefined>} */
async function readJson(file) {
  try {
    return JSON.parse(await readFile(file, 'utf8'))
  } catch {
    return undefined
  }
}
