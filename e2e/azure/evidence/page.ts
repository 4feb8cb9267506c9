import type { VisitorSecond } from '../../../src/main/drill/azure/users/visitors.ts'
import type { AzureStory, Outcome, PlayedCommand } from './story.ts'

/** What a story's file holds. */
export interface PlayedStory extends Outcome, Pick<AzureStory, 'id' | 'title' | 'look'> {
  readonly versions: Readonly<Record<string, string>>
  readonly units: Readonly<Record<string, string>>
  readonly commands: readonly PlayedCommand[]
  /** `[seconds, lookups, without an address, requests, failed]`, one a simulated second. */
  readonly visitors: readonly (readonly number[])[]
}

/** Visitors' seconds as rows, counted from the first. */
export function rowsOf(seconds: readonly VisitorSecond[]): readonly (readonly number[])[] {
  const begunMs = seconds[0]?.atMs ?? 0
  return seconds.map(({ atMs, lookups, darkLookups, requests, errors }) => [
    Math.round((atMs - begunMs) / 1000),
    lookups,
    darkLookups,
    requests,
    errors
  ])
}

const said = (value: unknown): string => (Array.isArray(value) ? value.join('; ') : String(value))

/** A name of a measure in words: `darkSeconds` is dark seconds. */
const words = (name: string): string => name.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)

function row({ id, title, look, measured }: PlayedStory): string {
  const figures = Object.entries(measured).map(([name, value]) => `${words(name)}: ${said(value)}`)
  return `| [${id}](${id}.svg) · [data](${id}.json) | ${title} | ${look} | ${figures.join('<br>').replaceAll('|', '\\|')} |`
}

/** The page about all of them. */
export function page(played: readonly PlayedStory[]): string {
  return `# Evidence: regions

<!-- Written by \`BACKOUT_RENEW=1 npx vitest run e2e/azure/evidence\`. Figures are those of its last run. -->

Commands of a regional failover, run by the real Azure CLI ${played[0]?.versions['azure-cli'] ?? ''} against the drill's Azure, while 48 visitors, each with
a resolver of their own, looked the service up and called it. The CLI, its requests and its exit codes are real; the service
behind them is simulated, by its published description and documentation: what Azure itself would answer is not proved here.
Times are simulated seconds; a change reaches the name servers after 3 s, the profile's TTL is 30 s, the alias before it 60 s,
and that there is nothing is kept for 30 s. \`npm test\` plays all of them anew, faster, and checks every claim.

Each data file has the commands with what they said and the requests that they sent, and what visitors saw, second by second.

| | What is done | Seen | Measured |
|---|---|---|---|
${played.map(row).join('\n')}

## What the figures depend on

Each figure is of one run against a simulated service. The order of events is what is shown; the seconds are the model's.

- **T6**: how long nobody is found, and by how many, follows from who asks when. Here 48 visitors each have a resolver of their
  own, so that some of them ask in the gap; the TTL is 30 s, and that an empty answer is remembered for 30 s is assumed. With one
  shared resolver that had just stored an answer, no lookup came back empty in the same gap: that is luck, and no less wrong.
- **T7**: the change that cannot succeed fails after 210 s because the model lets it hang 20 times as long as a change takes,
  which is 10 s here, and the command asks again only every few seconds. How long Azure lets it hang is not published.
`
}
