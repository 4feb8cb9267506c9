import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { openAzureStage } from '../../../src/main/drill/azure/testing/azure-stage.ts'
import { root } from '../../../scripts/setup/folders.mjs'
import { azFor } from '../az.ts'
import { AZURE_CLI_VERSION, ensureAzureCli } from '../ensure-azure-cli.mjs'
import { storyChart } from './chart.ts'
import type { PlayedStory } from './page.ts'
import { page, rowsOf } from './page.ts'
import type { PlayedCommand } from './story.ts'
import { standOn } from './story.ts'
import { stories } from './stories.ts'

const folder = join(root, 'docs', 'evidence', 'azure')
const renew = process.env['BACKOUT_RENEW'] === '1'
const cli = await ensureAzureCli()
if ('skipped' in cli) console.log(cli.skipped)

const units = {
  seconds: 'simulated, since the story began',
  visitors: 'seconds, lookups, lookups without an address, requests, failed requests'
}
const played: PlayedStory[] = []
const orderOf = (story: PlayedStory): number => stories.findIndex(({ id }) => id === story.id)

/** JSON with a line for each command and each second. */
function textOf(story: PlayedStory): string {
  const lines = Object.entries(story).map(([key, value]) => {
    const isTable = (key === 'commands' || key === 'visitors') && Array.isArray(value)
    const rows = isTable ? value.map((one) => `    ${JSON.stringify(one)}`).join(',\n') : ''
    return `  ${JSON.stringify(key)}: ${isTable ? `[\n${rows}\n  ]` : JSON.stringify(value)}`
  })
  return `{\n${lines.join(',\n')}\n}\n`
}

// What happens is claimed of live runs, at whatever speed; the committed figures are of a run whose az was given its time.
describe.skipIf('skipped' in cli)('with the real az', () => {
  const together = renew ? test : test.concurrent
  together.each(stories)('$id', { timeout: 300_000 }, async ({ id, title, look, plan, speed, play }) => {
    const pace = renew ? speed.figures : speed.checks
    const stage = await openAzureStage(plan(), pace)
    const az = azFor('python' in cli ? cli.python : '', stage.client.settings)
    const commands: PlayedCommand[] = []
    try {
      const { client, tenant, secret } = stage.client.settings
      const who = ['--service-principal', '--username', client, '--tenant', tenant, '--password', secret]
      expect((await az('login', ...who)).code).toBe(0)
      const from = stage.report().visitors.seconds.length
      const outcome = await play(standOn(stage, az, pace, commands))
      const seconds = stage.report().visitors.seconds.slice(from)
      expect(
        Object.entries(outcome.claims).filter(([, holds]) => !holds),
        JSON.stringify([outcome.measured, commands], null, 2)
      ).toEqual([])
      const versions = { 'azure-cli': AZURE_CLI_VERSION }
      played.push({ versions, units, id, title, look, ...outcome, commands, visitors: rowsOf(seconds) })
    } finally {
      az.forget()
      stage.close()
    }
  })

  afterAll(() => {
    if (!renew || played.length !== stories.length) return
    mkdirSync(folder, { recursive: true })
    const ordered = played.toSorted((one, other) => orderOf(one) - orderOf(other))
    for (const story of ordered) {
      writeFileSync(join(folder, `${story.id}.json`), textOf(story))
      writeFileSync(join(folder, `${story.id}.svg`), storyChart(story))
    }
    writeFileSync(join(folder, 'README.md'), page(ordered))
  })
})

test('the committed page and files are of these stories', () => {
  const committed = stories.map(({ id }) => JSON.parse(readFileSync(join(folder, `${id}.json`), 'utf8')) as PlayedStory)
  expect(committed.map(({ id, title, look }) => [id, title, look])).toEqual(
    stories.map(({ id, title, look }) => [id, title, look])
  )
  expect(committed.flatMap(({ claims }) => Object.values(claims)).every(Boolean)).toBe(true)
  expect(readFileSync(join(folder, 'README.md'), 'utf8')).toBe(page(committed))
  for (const story of committed)
    expect(readFileSync(join(folder, `${story.id}.svg`), 'utf8'), story.id).toBe(storyChart(story))
})
