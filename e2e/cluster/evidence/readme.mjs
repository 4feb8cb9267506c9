import { automaticOf } from './automatic.mjs'
import { comparisons, rowsOf } from './comparisons.mjs'

/**
 * @typedef {import('./play.mjs').Result} Result
 */

/**
 * The page of docs/evidence: what was played, and what came of it.
 *
 * @param {readonly Result[]} results
 * @param {import('./documents.mjs').Bulk} bulk
 */
export function readme(results, bulk) {
  const of = (/** @type {RegExp} */ pattern) => results.filter(({ id }) => pattern.test(id))
  return `# Evidence

<!-- Written by \`npm run evidence\`. Figures are those of its last run. -->

Commands of incident procedures, and other ways that do work, each played on a real control plane with a real Flagger, in a
namespace of its own, while users called the service. What is measured is what those users saw. There are no real proxies: a
stand-in reads the live routes and pods every second and answers as they would, a version whose tag ends in \`-bad\` with
errors in 30 % of its requests. Pods are simulated, too, and get ready within a second. So times are good to about a second,
and what real pods need to start and real proxies to learn of new routes comes on top, for the procedure's ways and ours.

Each timeline is a picture (ID.svg) and its data (ID.json: a sample a second, commands with what they said, the Canary's
events, all in UTC; units are in the file). \`npm run test:cluster\` plays all of them anew and checks every claim on what
happens then, never on these files. What they say about the programs is gathered in [upstream-facts.md](../upstream-facts.md).
Regional failover by the Azure CLI has [a page of its own](azure/README.md). What real proxies, Flux and Argo Rollouts
do is [on another](traffic/README.md).

${comparisons.map((comparison) => comparisonSection(comparison, results)).join('\n')}
## What procedures say, as it is written

| | What it does | Seen |
|---|---|---|
${of(/^(T1-|T2-|T3-|T4-|T5-|T11-)/)
  .map(({ id, title, look }) => `| ${link(id)} | ${title} | ${look} |`)
  .join('\n')}

## How long the automatic rollback takes

![Measured and expected times](T10-automatic-rollback.svg)

With I the interval, at least 10 s: threshold × I from the first failed check, (threshold + 1) × I from the first user on
the release, and between (threshold + 2) × I and (threshold + 3) × I from the release. Failed checks are counted over the
whole run, and a check that passes [does not reset them](T10-cumulative-checks.svg). Measured, and in brackets what the
formula says:

| Interval | Threshold | From the first failed check | From the first user | From the release | |
|---|---|---|---|---|---|
${of(/^T10-interval/)
  .map(automaticRow)
  .join('\n')}

## What the condition says, and the cause

| Cause | The condition’s message | The last warning about it | Last values of the checks |
|---|---|---|---|
${of(/^T13-/)
  .map(
    ({ id, measured: { cause, message, causeInEvents, lastValues } }) =>
      `| [${cause}](${id}.svg) | ${message} | ${cell(causeInEvents)} | ${cell(valuesOf(lastValues))} |`
  )
  .join('\n')}

## Points that reading the source left open

| | Question | What happens |
|---|---|---|
${of(/^open-/)
  .map(({ id, title, look }) => `| ${link(id)} | ${title} | ${look} |`)
  .join('\n')}

## The bulk baseline

![Deployments rolled back over time](bulk-baseline.svg)

${bulk.deployments} Deployments: ${bulk.loopSeconds} s by the procedure’s shell loop, ${bulk.boundSeconds} s by one list and ${bulk.deployments} conditional patches, ${bulk.inFlight} at a
time ([figures](bulk-baseline.json)).
`
}

/** What the table calls the kinds. */
const kinds = { procedure: 'procedure', automatic: 'Flagger', ours: 'works' }

/**
 * @param {typeof comparisons[number]} comparison
 * @param {readonly Result[]} results
 */
function comparisonSection(comparison, results) {
  const rows = rowsOf(comparison, results).map(
    ({ id, label, kind, seconds, watchedSeconds }) =>
      `| ${label} | ${kinds[kind]} | ${
        seconds === null ? `not in ${watchedSeconds} s` : seconds <= 2 ? 'within 2 s' : `${Math.round(seconds)} s`
      } | ${link(id)} |`
  )
  return `## ${comparison.title.split(':')[0]}

![${comparison.title}](${comparison.id}.svg)

| What is done | | Zero errors after | Timeline |
|---|---|---|---|
${rows.join('\n')}
`
}

/** @param {Result} result */
function automaticRow(result) {
  const { id } = result
  const { intervalSeconds, threshold, expected, measured } = automaticOf(result)
  const [soonest, latest] = expected.fromReleaseSeconds
  const pair = (/** @type {number} */ seen, /** @type {number | string} */ wanted) => `${seen} s (${wanted} s)`
  const interval = `${intervalSeconds} s${intervalSeconds < 10 ? ', kept as 10 s' : ''}`
  return `| ${interval} | ${threshold} | ${pair(measured.fromFirstFailedCheckSeconds, expected.fromFirstFailedCheckSeconds)} | ${pair(measured.fromFirstUserSeconds, expected.fromFirstUserSeconds)} | ${pair(measured.fromReleaseSeconds, `${soonest} to ${latest}`)} | ${link(id)} |`
}

/** @param {string} id */
function link(id) {
  return `[${id}](${id}.svg) · [data](${id}.json)`
}

/** @param {Record<string, number>} [values] */
function valuesOf(values = {}) {
  return Object.entries(values)
    .map(([check, value]) => `${check} ${Math.round(value * 100) / 100}`)
    .join(', ')
}

/** @param {string | null | undefined} text */
function cell(text) {
  return text ? `\`${text.replaceAll('|', '\\|')}\`` : 'none'
}
