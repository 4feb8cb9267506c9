import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { ensureDependencies } from './setup/dependencies.mjs'
import { root } from './setup/folders.mjs'
import { withSources } from './setup/load-sources.mjs'
import { runQuietly } from './setup/run.mjs'
import { main, say, Trouble } from './setup/say.mjs'

// npm run schemas: writes resources/schemas/ anew from the zod schemas in src/.
const schemas = [
  { file: 'result', module: '/src/main/autopilot/result-schema.ts', name: 'resultSchema', io: 'output' },
  { file: 'runbook', module: '/src/main/runbook/schema.ts', name: 'runbookSchema', io: 'input' },
  {
    file: 'metrics',
    module: '/src/main/providers/prometheus/meters/meter-schema.ts',
    name: 'metersFileSchema',
    io: 'input'
  },
  { file: 'matrix', module: '/src/main/decision/matrix.ts', name: 'matrixSchema', io: 'input' },
  { file: 'contacts', module: '/src/main/contacts/schema.ts', name: 'contactsSchema', io: 'input' }
]

const USAGE = ['usage: npm run schemas', '', 'Writes resources/schemas/ anew from the schemas in src/.'].join('\n')

await main(async () => {
  await ensureDependencies()
  await withSources(async (load) => {
    /** @type {string[]} */
    const written = []
    const z = await load('zod')
    for (const { file, module, name, io } of schemas) {
      const loaded = await load(module)
      const path = join(root, 'resources', 'schemas', `${file}.schema.json`)
      await writeFile(path, `${JSON.stringify(z.toJSONSchema(loaded[name], { io }), null, 2)}\n`)
      written.push(path)
    }
    const oxfmt = join(root, 'node_modules', 'oxfmt', 'bin', 'oxfmt')
    const { code, stderr } = await runQuietly(process.execPath, [oxfmt, ...written], { cwd: root })
    if (code !== 0) throw new Trouble(`oxfmt failed (exit ${code}): ${stderr}`)
    for (const path of written) say(`wrote ${path}`)
  })
}, USAGE)
