import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { ensureBuild } from './setup/build.mjs'
import { ensureDependencies } from './setup/dependencies.mjs'
import { ensureElectron } from './setup/electron.mjs'
import { root } from './setup/folders.mjs'
import { main, misuse, say, Trouble } from './setup/say.mjs'
import { ensureSystemPackages } from './setup/system-packages.mjs'
import { startVirtualDisplay } from './setup/virtual-display.mjs'

const USAGE = [
  'usage: npm run --silent bench [-- --only NAME]',
  '',
  'One line of JSON a measure; docs/benchmarks.md says what they mean. Exit codes: 0, 1 a goal is missed, 2 bad usage.'
].join('\n')

// npm run bench [-- --only NAME]: one line of JSON a measure on stdout. Exit 1 when a goal is missed.
await main(async () => {
  const only = readOnly(process.argv.slice(2))
  await ensureDependencies()
  const loader = await openLoader()
  const measures = choose(await loadMeasures(loader), only)
  await ensureSystemPackages({ virtual: true })
  const [electron] = await Promise.all([ensureElectron(), ensureBuild()])
  const display = process.platform === 'linux' ? await startVirtualDisplay() : undefined
  Object.assign(process.env, display?.env)
  let missed = 0
  try {
    for (const measure of measures) {
      say(`measuring ${measure.name}`)
      const context = {
        electron: electron.executable,
        root,
        /** @param {string} line */
        say: (line) => {
          say(`${measure.name}: ${line}`)
        }
      }
      const finding = await measure.run(context)
      if ('unavailable' in finding) {
        say(`${measure.name} was not measured: ${finding.unavailable}`)
        continue
      }
      const { value, baseline } = finding
      const { name, unit } = measure
      // A limit in the measure's own unit is said as a ratio too, so that all lines read alike.
      const goal = typeof measure.goal === 'number' ? measure.goal : measure.goal.atMost / baseline
      const ratio = round(value / baseline)
      const met = value / baseline <= goal
      if (!met) missed += 1
      process.stdout.write(
        `${JSON.stringify({ name, ratio, value: round(value), baseline: round(baseline), unit, goal: round(goal), met })}\n`
      )
    }
  } finally {
    await display?.stop()
    await loader.close()
  }
  return missed === 0 ? 0 : 1
}, USAGE)

/** @param {readonly string[]} args */
function readOnly(args) {
  if (args.length === 0) return undefined
  const [flag, name, ...rest] = args
  if (flag !== '--only' || name === undefined || rest.length > 0) {
    throw misuse(`Not understood: ${args.join(' ')}.`, USAGE)
  }
  return name
}

/** Loads TypeScript as it is written, for as long as the measures run: what they measure imports some of its parts late. */
async function openLoader() {
  const { createServer, createServerModuleRunner } = await import('vite')
  const server = await createServer({
    configFile: false,
    root,
    logLevel: 'error',
    appType: 'custom',
    optimizeDeps: { noDiscovery: true },
    server: { middlewareMode: true, hmr: false, ws: false, watch: null }
  })
  const runner = createServerModuleRunner(server.environments.ssr, { hmr: false })
  return {
    /** @param {string} file absolute */
    load: (file) => runner.import(file),
    async close() {
      await runner.close()
      await server.close()
    }
  }
}

/**
 * @param {Awaited<ReturnType<typeof openLoader>>} loader
 * @returns {Promise<import('../bench/measure.ts').Measure[]>}
 */
async function loadMeasures({ load }) {
  const folder = join(root, 'bench')
  const files = (await readdir(folder)).filter((name) => /\.bench\.(ts|mjs)$/.test(name)).toSorted()
  const modules = []
  for (const file of files) modules.push(await load(join(folder, file)))
  return modules.flatMap((module) => module.measures)
}

/**
 * @param {readonly import('../bench/measure.ts').Measure[]} measures
 * @param {string | undefined} only
 */
function choose(measures, only) {
  if (only === undefined) return measures.filter((measure) => measure.isOnDemand !== true)
  const chosen = measures.filter((measure) => measure.name === only)
  if (chosen.length > 0) return chosen
  throw new Trouble(`There is no measure ${only}; there are: ${measures.map((measure) => measure.name).join(', ')}.`, 2)
}

/** @param {number} value */
function round(value) {
  return Math.round(value * 1000) / 1000
}
