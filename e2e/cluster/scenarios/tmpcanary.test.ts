import { test } from 'vitest'
import { createAdmin } from '../admin.ts'
import { openBench } from '../bench.ts'
import { playHeadless } from './headless.ts'
import { focus, makeWorld, worlds } from './worlds.ts'
test('abort on the real Flagger', { timeout: 900_000 }, async () => {
  const bench = await openBench()
  const admin = createAdmin(bench)
  const world = worlds.find(({ id }) => id === 'flagger-owned')
  if (!world) throw new Error('none')
  await makeWorld(bench, admin, world)
  const kubeconfig = bench.kubeconfigs['admin'] ?? bench.kubeconfigs[world.user] ?? ''
  console.log(Object.keys(bench.kubeconfigs))
  const ended = await playHeadless('canary-real', ['--kubeconfig', kubeconfig, '--context', 'admin' in bench.kubeconfigs ? 'admin' : world.user, '--namespace', world.id, '--control', `${bench.url}/referee/${world.id}/${focus}`])
  console.log(JSON.stringify(ended).slice(0, 12000))
  console.log(await admin.kubectl(['-n', world.id, 'get', 'canary,virtualservice,deploy', '-o', 'yaml']).then((t) => t.slice(0, 200)))
})
