import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { ensureAzureCli } from '../e2e/azure/ensure-azure-cli.mjs'
import { ensureKubectl, hasGo, kubectlVersions } from '../e2e/kubectl/ensure-kubectl.mjs'
import { ensureTemplates } from '../e2e/templates/ensure-templates.mjs'
import { runChecks } from './checks.mjs'
import { ensureBuild } from './setup/build.mjs'
import { ensureDependencies } from './setup/dependencies.mjs'
import { ensureElectron } from './setup/electron.mjs'
import { root } from './setup/folders.mjs'
import { runStep } from './setup/run.mjs'
import { main, progress } from './setup/say.mjs'
import { ensureSystemPackages } from './setup/system-packages.mjs'
import { runVitest } from './run-vitest.mjs'
import {
  afterSecondTry,
  isWorthASecondTry,
  printFailures,
  readPlaywright,
  results,
  sum,
  writeTotals
} from './totals.mjs'

/** @type {import('./totals.mjs').Count} */
const unbuilt = { passed: 0, failed: 1, skipped: 0, failures: ['the build'] }

const USAGE = [
  'usage: npm test',
  '',
  'Types, lint, format, import rules, dead code, unit, integration, and end to end in the real Electron.'
].join('\n')

// npm test: types, lint, format, import rules, dead code, unit, integration, and end to end in the real Electron.
await main(async () => {
  await ensureDependencies()
  // The keychain and the Go programs that tests use are set-up: they count against no test's time.
  await ensureSystemPackages({ virtual: true })
  await prepareGoPrograms()
  await prepareAzureCli()
  await mkdir(results, { recursive: true })

  const parts = [
    { name: 'checks', count: await runChecks() },
    { name: 'unit and integration', count: await unit() },
    { name: 'end to end', count: await endToEnd() }
  ]
  for (const { name, count } of parts) {
    const skipped = count.skipped > 0 ? `, ${count.skipped} skipped` : ''
    process.stdout.write(`${name}: ${count.passed} passed, ${count.failed} failed${skipped}\n`)
  }
  const total = sum(parts.map((part) => part.count))
  await writeTotals('test', total)
  printFailures(total)
  process.stdout.write(`${total.passed} passed, ${total.failed} failed\n`)
  return total.failed === 0 ? 0 : 1
}, USAGE)

/** Where there is no Go the suites say themselves what they leave out. */
async function prepareGoPrograms() {
  if (!hasGo()) return
  const shown = progress('building kubectl, and what judges pod templates')
  const timer = setInterval(() => shown.tick(), 1_000)
  try {
    for (const version of kubectlVersions()) await ensureKubectl(version)
    await ensureTemplates()
  } finally {
    clearInterval(timer)
    shown.done()
  }
}

/** Where there is no Python, or no way to its index, it says what is left out. */
async function prepareAzureCli() {
  const shown = progress('installing the Azure CLI')
  const timer = setInterval(() => shown.tick(), 1_000)
  try {
    const cli = await ensureAzureCli()
    if ('skipped' in cli) process.stdout.write(`${cli.skipped}\n`)
  } finally {
    clearInterval(timer)
    shown.done()
  }
}

/** @returns {Promise<import('./totals.mjs').Count>} */
async function unit() {
  // Integration tests start the built drill and the headless host.
  if (!(await builds())) return unbuilt
  return runVitest('vitest', [])
}

async function endToEnd() {
  if (!(await builds())) return unbuilt
  const electron = await ensureElectron()
  const playwright = join(root, 'node_modules', '@playwright', 'test', 'cli.js')
  const env = { ...process.env, BACKOUT_ELECTRON: electron.executable }
  const run = async (/** @type {readonly string[]} */ ...args) => {
    await rm(join(results, 'playwright.json'), { force: true })
    const code = await runStep(process.execPath, [playwright, 'test', ...args], { cwd: root, env })
    return readPlaywright(join(results, 'playwright.json'), code)
  }
  const first = await run()
  return isWorthASecondTry(first) ? afterSecondTry(first, await run('--last-failed', '--workers', '1')) : first
}

// A build that fails is one failure among the others; the rest of the run still says what it can.
async function builds() {
  try {
    await ensureBuild()
    return true
  } catch (error) {
    process.stdout.write(`✗ build: ${error instanceof Error ? error.message : String(error)}\n`)
    return false
  }
}
