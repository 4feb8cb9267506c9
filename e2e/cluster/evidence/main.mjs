import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { root } from '../../../scripts/setup/folders.mjs'
import { main, say } from '../../../scripts/setup/say.mjs'
import { startControlPlane } from '../control-plane.mjs'
import { versions } from '../versions.mjs'
import { measureBulk } from './bulk-baseline.mjs'
import { chart } from './chart.mjs'
import { isSeen, playAll } from './play.mjs'
import { scenarios } from './scenarios.mjs'

// npm run evidence: plays every scenario on a real control plane and writes docs/evidence/. Exit 1 when a claim was not seen.
await main(async () => {
  const only = process.argv[2]
  const chosen = scenarios.filter(({ id }) => !only || id.includes(only))
  const cluster = await startControlPlane()
  try {
    const results = await playAll(cluster, chosen, say)
    const folder = join(root, 'docs', 'evidence')
    await mkdir(folder, { recursive: true })
    for (const result of results) {
      await writeFile(join(folder, `${result.id}.json`), `${JSON.stringify({ versions, ...result }, null, 1)}\n`)
      await writeFile(join(folder, `${result.id}.svg`), chart(result))
    }
    if (!only || 'bulk-baseline'.includes(only)) {
      const bulk = await measureBulk(cluster, say)
      await writeFile(join(folder, 'bulk-baseline.json'), `${JSON.stringify({ versions, ...bulk }, null, 1)}\n`)
      process.stdout.write(`${JSON.stringify(bulk)}\n`)
    }
    return results.every(isSeen) ? 0 : 1
  } finally {
    await cluster.stop()
  }
})
