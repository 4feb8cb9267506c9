import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { cruiseImports, rulesOfOurs } from './import-rules.mjs'
import { root } from './setup/folders.mjs'

/** @type {{ forbidden: { name: string }[] }} */
const rules = createRequire(import.meta.url)('../.dependency-cruiser.cjs')

/**
 * For each rule a file that breaks it. Every file is there for one rule only; what it imports is harmless by itself.
 *
 * @type {Record<string, Record<string, string>>}
 */
const PLANTED = {
  'no-cycles': {
    'src/main/lib/one.ts': "import { two } from './two.ts'\nexport const one = () => two",
    'src/main/lib/two.ts': "import { one } from './one.ts'\nexport const two = () => one"
  },
  'no-unresolved': { 'src/main/lib/lost.ts': "export * from './nowhere.ts'" },
  'contract-imports-only-zod': { 'src/contract/bad.ts': "export * from '../main/lib/plain.ts'" },
  'renderer-knows-only-the-contract': { 'src/renderer/bad.ts': "export * from '../main/lib/plain.ts'" },
  'renderer-without-node': {
    'src/renderer/node.tsx': "import { sep } from 'node:path'\nexport const Node = () => <p>{sep}</p>"
  },
  'main-never-imports-renderer': { 'src/main/ports/bad.ts': "export * from '../../renderer/plain.ts'" },
  'electron-only-in-the-host': {
    'src/main/plan/electron.ts': "import type { App } from 'electron'\nexport type Host = App"
  },
  'keytar-only-in-the-helper': { 'src/main/secrets/other.ts': "export * as keytar from 'keytar'" },
  'kubernetes-client-only-in-connections': {
    'src/main/plan/client.ts': "export { KubeConfig } from '@kubernetes/client-node'"
  },
  'azure-only-in-its-connection': {
    'src/main/plan/azure.ts':
      "import type { TokenCredential } from '@azure/identity'\nexport type Who = TokenCredential"
  },
  'azure-loaded-when-first-used': {
    'src/main/connections/azure/eager.ts': "export { ClientSecretCredential } from '@azure/identity'"
  },
  'xterm-only-in-the-terminal-pane': { 'src/renderer/ui/terminal.ts': "export { Terminal } from '@xterm/xterm'" },
  'stages-meet-only-in-the-console': {
    'src/main/plan/stage.ts': "import type { plain } from '../execute/plain.ts'\nexport type Next = typeof plain"
  },
  'execution-knows-no-world': { 'src/main/execute/worldly.ts': "export * from '../providers/kubernetes/plain.ts'" },
  'planning-knows-no-lever': { 'src/main/plan/partial.ts': "export * from '../levers/canary/index.ts'" },
  'runs-are-made-of-records': { 'src/main/run/reader.ts': "export * from '../providers/kubernetes/plain.ts'" },
  'actions-and-checks-stand-on-providers': { 'src/main/checks/clever.ts': "export * from '../actions/undo/index.ts'" },
  'one-provider-each': {
    'src/main/actions/wide/one.ts': "export * from '../../providers/kubernetes/plain.ts'",
    'src/main/actions/wide/two.ts': "export * from '../../providers/istio/plain.ts'"
  },
  'actions-and-checks-stand-alone': { 'src/main/actions/lazy/index.ts': "export * from '../undo/index.ts'" },
  'levers-are-made-of-actions-and-checks': {
    'src/main/levers/drain/inside.ts': "export * from '../../actions/undo/inside.ts'"
  },
  'levers-meet-at-their-index': { 'src/main/levers/failback/index.ts': "export * from '../canary/inside.ts'" },
  'only-the-console-reads-registries': { 'src/main/report/names.ts': "export * from '../levers/registry.ts'" },
  'levers-actions-and-checks-come-from-registries': {
    'src/main/autopilot/fan.ts': "export * from '../levers/canary/index.ts'"
  },
  'only-connections-and-execution-write': {
    'src/main/levers/hasty/index.ts':
      "import type { plain } from '../../ports/writer.ts'\nexport type Hand = typeof plain"
  },
  'providers-stand-on-the-ground': { 'src/main/providers/istio/high.ts': "export * from '../../execute/plain.ts'" },
  'providers-do-not-know-one-another': {
    'src/main/providers/istio/friend.ts': "export * from '../kubernetes/plain.ts'"
  },
  'only-hosts-import-the-console': { 'src/main/ports/console-user.ts': "export * from '../console.ts'" },
  'nobody-imports-a-host': { 'src/main/ports/host-user.ts': "export * from '../host/window.ts'" },
  'pure-stages-without-node': { 'src/main/decision/impure.ts': "export { readFileSync } from 'node:fs'" },
  'trap-rules-judge-intentions': { 'src/main/traps/rules/reader.ts': "export * from '../read-command.ts'" },
  'lib-imports-nothing-of-ours': { 'src/main/lib/nosy.ts': "export * from '../execute/plain.ts'" },
  'drill-imports-nobody': { 'src/main/drill/nosy.ts': "export * from '../lib/plain.ts'" },
  'nobody-imports-the-drill': { 'src/main/ports/drill-user.ts': "export * from '../drill/plain.ts'" },
  'e2e-knows-only-the-contract': { 'e2e/nosy.ts': "export * from '../src/main/lib/plain.ts'" },
  'product-without-what-tests-share': { 'src/main/plan/tried.ts': "export * from '../execute/testing/plain.ts'" },
  'commands-begin-with-node-alone': { 'scripts/setup/hasty.mjs': "export { build } from 'vite'" },
  'no-development-dependency-in-the-product': { 'src/main/plan/builder.ts': "export { build } from 'vite'" }
}

const BYSTANDERS = [
  'src/main/lib/plain.ts',
  'src/main/execute/plain.ts',
  'src/main/execute/testing/plain.ts',
  'src/main/drill/plain.ts',
  'src/main/actions/undo/index.ts',
  'src/main/actions/undo/inside.ts',
  'src/main/levers/canary/index.ts',
  'src/main/levers/canary/inside.ts',
  'src/main/levers/registry.ts',
  'src/main/ports/writer.ts',
  'src/main/providers/istio/plain.ts',
  'src/main/providers/kubernetes/plain.ts',
  'src/main/host/window.ts',
  'src/main/traps/read-command.ts',
  'src/main/console.ts',
  'src/renderer/plain.ts'
]

describe('the import rules', () => {
  let folder = ''
  /** @type {import('./import-rules.mjs').Cruise['violations']} */
  let violations = []

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'backout-import-rules-'))
    await symlink(join(root, 'node_modules'), join(folder, 'node_modules'))
    await write('package.json', JSON.stringify(createRequire(import.meta.url)('../package.json')))
    for (const file of BYSTANDERS) await write(file, 'export const plain = 1')
    for (const files of Object.values(PLANTED)) {
      for (const [file, text] of Object.entries(files)) await write(file, `${text}\n`)
    }
    violations = (await cruiseImports(folder, { preserveSymlinks: true })).violations
  }, 60_000)

  afterAll(() => rm(folder, { recursive: true, force: true }))

  test('have a planted violation each', () => {
    const names = [...rules.forbidden.map((rule) => rule.name), ...rulesOfOurs]
    expect(Object.keys(PLANTED).toSorted()).toEqual(names.toSorted())
  })

  test.each(Object.entries(PLANTED))('%s fires on its planted violation', (name, files) => {
    const found = violations.filter((violation) => Object.keys(files).includes(violation.from))
    expect(found.map((violation) => violation.rule.name)).toContain(name)
  })

  test('leave the innocent alone', () => {
    const planted = new Set(Object.values(PLANTED).flatMap((files) => Object.keys(files)))
    expect(violations.filter((violation) => !planted.has(violation.from))).toEqual([])
  })

  /**
   * @param {string} file
   * @param {string} text
   */
  async function write(file, text) {
    await mkdir(dirname(join(folder, file)), { recursive: true })
    await writeFile(join(folder, file), text)
  }
})

describe('the cruise of the project', () => {
  test('looks into every source file', async () => {
    const { unseen, modules } = await cruiseImports(root)
    expect(unseen).toEqual([])
    expect(modules).toBeGreaterThan(200)
  }, 60_000)
})
