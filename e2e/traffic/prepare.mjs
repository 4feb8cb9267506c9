import { main, say } from '../../scripts/setup/say.mjs'
import { watchForEnd } from '../cluster/ending.mjs'
import { hasGo } from '../cluster/go-program.mjs'
import { ensureTraffic } from './build.mjs'

// Builds what carries real traffic, behind everything else that runs, until it is done or told to end: what is built by then
// is there for `npm run test:traffic -- --as-built`. Needs Node alone.
await main(async () => {
  if (!(await hasGo())) return 0
  const end = watchForEnd()
  try {
    say(`everything that carries traffic is in ${await ensureTraffic(end.abort)}`)
  } catch (error) {
    if (!end.abort.aborted) throw error
  } finally {
    end.close()
  }
  return 0
})
