import { readdir, readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join, relative, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { root } from './setup/folders.mjs'
import { main } from './setup/say.mjs'

/**
 * @typedef {object} Cruise
 * @property {readonly { from: string, to: string, rule: { name: string } }[]} violations
 * @property {readonly string[]} unseen source files that are on the disk and were not looked into
 * @property {number} modules how many files were looked into
 */

/**
 * Holds the sources in `folder` against the rules of .dependency-cruiser.cjs.
 *
 * With TypeScript 7, dependency-cruiser reads TypeScript through swc alone; without swc it sees nothing and reports
 * success. Hence `unseen`.
 *
 * @param {string} folder
 * @param {{ preserveSymlinks?: boolean }} [options]
 * @returns {Promise<Cruise>}
 */
export async function cruiseImports(folder, options = {}) {
  teachSwcJsx()
  const require = createRequire(import.meta.url)
  const [{ cruise }, { default: extractOptions }] = await Promise.all([
    import('dependency-cruiser'),
    import('dependency-cruiser/config-utl/extract-depcruise-options')
  ])
  const rules = await extractOptions(require.resolve('../.dependency-cruiser.cjs'))
  const { output } = await cruise(['src', 'e2e', 'scripts'], { ...rules, ...options, baseDir: folder })
  if (typeof output === 'string') throw new TypeError('dependency-cruiser answered with text')
  const violations = [
    ...output.summary.violations,
    ...moreProvidersThanOne(output.modules),
    ...(await eagerAzure(folder, output.modules))
  ]
  const seen = new Set(output.modules.filter((module) => module.coreModule !== true).map((module) => module.source))
  const unseen = (await sources(folder)).filter((file) => !seen.has(file))
  return { violations, unseen, modules: seen.size }
}

/** Rules that an import by itself cannot break, beside those of .dependency-cruiser.cjs. */
export const rulesOfOurs = ['one-provider-each', 'azure-loaded-when-first-used']

/**
 * An action, and a check, knows one provider: `one-provider-each`. A folder is one of them, and so is a file beside folders.
 *
 * @param {readonly { source: string, dependencies: readonly { resolved: string }[] }[]} modules
 * @returns {Cruise['violations']}
 */
function moreProvidersThanOne(modules) {
  /** @type {Map<string, string>} */
  const known = new Map()
  return modules.flatMap(({ source, dependencies }) => {
    const one = /^src\/main\/(?:actions|checks)\/[^/]+/.exec(source)?.[0]
    if (one === undefined || /\.test\.ts$|\/testing\//.test(source)) return []
    return dependencies.flatMap(({ resolved: to }) => {
      const provider = /^src\/main\/providers\/[^/]+/.exec(to)?.[0]
      if (provider === undefined) return []
      const first = known.get(one) ?? provider
      known.set(one, first)
      return provider === first ? [] : [{ from: source, to, rule: { name: 'one-provider-each' } }]
    })
  })
}

/** An import or export that stays in what is built; the parser of the rules does not tell it from one of types. */
const kept = /^(?:import|export) (?!type )[^;\n]*from '(@azure\/[^']+)'/gm

/**
 * Azure's SDKs are larger than all of Backout, and most starts need none of them: `azure-loaded-when-first-used`.
 *
 * @param {string} folder
 * @param {readonly { source: string }[]} modules
 * @returns {Promise<Cruise['violations']>}
 */
async function eagerAzure(folder, modules) {
  const files = modules
    .map(({ source }) => source)
    .filter((file) => /^src\/main\/connections\/azure\/[^/]+\.ts$/.test(file))
  const found = await Promise.all(
    files.map(async (from) => {
      const text = await readFile(join(folder, from), 'utf8')
      return [...text.matchAll(kept)].map(([, to = '']) => ({
        from,
        to,
        rule: { name: 'azure-loaded-when-first-used' }
      }))
    })
  )
  return found.flat()
}

/**
 * dependency-cruiser asks swc to parse without JSX (its parse.mjs says "TODO: {tj}sx ?"), which ends the cruise at the
 * first component.
 */
function teachSwcJsx() {
  const swc = createRequire(import.meta.url)('@swc/core')
  if (swc.parseFileSync.knowsJsx === true) return
  const parse = swc.parseFileSync.bind(swc)
  swc.parseFileSync = Object.assign(
    (/** @type {string} */ file, /** @type {object} */ options) =>
      parse(file, { ...options, tsx: file.endsWith('.tsx') }),
    { knowsJsx: true }
  )
}

/** @param {string} folder */
async function sources(folder) {
  const entries = await readdir(join(folder, 'src'), { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name) && !entry.name.endsWith('.d.ts'))
    .map((entry) => relative(folder, join(entry.parentPath ?? entry.path, entry.name)).replaceAll('\\', '/'))
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(resolve(process.argv[1])).href) {
  await main(async () => {
    const { violations, unseen, modules } = await cruiseImports(root)
    for (const { rule, from, to } of violations) process.stdout.write(`${rule.name}: ${from} -> ${to}\n`)
    for (const file of unseen) process.stdout.write(`not looked into: ${file}\n`)
    process.stdout.write(`${modules} modules, ${violations.length} violations\n`)
    return violations.length + unseen.length === 0 ? 0 : 1
  })
}
