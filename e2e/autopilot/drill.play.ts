import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { expect, test } from '../app.ts'
import { readRefereeOfApp } from '../referee.ts'

const out = resolve(process.env['BACKOUT_OUT'] ?? 'drill-output')
const scenario = process.env['BACKOUT_SCENARIO'] ?? 'bad-deploy'
const speed = process.env['BACKOUT_SPEED'] ?? '10'

test('the drill, from detection to report', async ({ launch, scratch }) => {
  await clear(out)
  const controlFile = join(scratch, 'control')
  const app = await launch({
    args: [],
    env: {
      BACKOUT_DRILL_ARGS: JSON.stringify(['--scenario', scenario, '--speed', speed]),
      BACKOUT_DRILL_CONTROL_FILE: controlFile
    }
  })
  const { console: screen, window } = app
  let pictures = 0
  const photograph = async (name: string): Promise<void> => {
    pictures += 1
    await window.screenshot({ path: join(out, `${pictures}-${name}.png`) })
  }

  await test.step('detect: the console opens on the drill', async () => {
    await expect(screen.band).toContainText('DRILL')
    await screen.openMostTroubled()
    await photograph('detect')
  })

  await test.step('decide: waiting for the verdict', async () => {
    await expect(screen.verdict).toHaveAttribute('data-level', 'rollBack', { timeout: 5 * 60_000 })
    console.log(await screen.verdict.innerText())
    await photograph('decide')
  })

  await test.step('plan: waiting for the recommended lever', async () => {
    await screen.waitForPlan()
    console.log(await screen.command.locator('code').innerText())
    await photograph('plan')
  })

  await test.step('approve: typing what the plan asks for', async () => {
    await screen.approveByTyping()
    await photograph('approve')
  })

  await test.step('execute: waiting for the action to settle', async () => {
    await expect(screen.settled).toBeVisible({ timeout: 10 * 60_000 })
    await photograph('execute')
  })

  await test.step('verify: waiting for the proof', async () => {
    console.log(await screen.verdict.innerText())
    for (const check of await screen.checks()) console.log(check)
    await expect(screen.proved).toBeVisible({ timeout: 5 * 60_000 })
    await photograph('verify')
  })

  await test.step('report: keeping the record', async () => {
    await screen.openTab('Report')
    await photograph('report')
    await writeFile(join(out, 'report.md'), await screen.reportMarkdown(app.electron))
    await keepJournal(app.profile)
  })

  const referee = await readRefereeOfApp(controlFile)
  await writeFile(join(out, 'users.json'), `${JSON.stringify(referee, null, 2)}\n`)
  const { requests, errors } = referee.userErrors.after
  console.log(`the drill's own users: ${errors} errors in ${requests} requests afterwards`)
  expect(referee.usersRecovered, "the drill's own count of what its users saw").toBe(true)
})

/** Makes the folder, and takes away what an earlier play left there; what else is in it is not ours. */
async function clear(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true })
  const ours = /^(\d+-[a-z]+\.png|report\.md|journal\.jsonl|users\.json|result\.json)$/
  const left = (await readdir(folder)).filter((name) => ours.test(name))
  await Promise.all(left.map((name) => rm(join(folder, name))))
}

/** Copies the journal: its segments, in order, are one file. What lies beside them are its anchors. */
async function keepJournal(profile: string): Promise<void> {
  const folder = join(profile, 'journal')
  const segments = (await readdir(folder)).filter((name) => name.endsWith('.journal')).toSorted()
  if (segments.length === 0) throw new Error(`the app left no journal in ${folder}`)
  const contents = await Promise.all(segments.map((name) => readFile(join(folder, name))))
  await writeFile(join(out, 'journal.jsonl'), Buffer.concat(contents))
}
