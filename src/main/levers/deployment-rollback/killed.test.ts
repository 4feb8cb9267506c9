import { describe } from 'vitest'
import { actions } from '../../actions/registry.ts'
import { createGates } from '../../checks/gates.ts'
import { targetChecks } from '../../checks/registry.ts'
import { keepers } from '../../checks/keepers.ts'
import { levers } from '../registry.ts'
import { playsEveryKill } from '../testing/plays-every-kill.ts'
import { rig } from './testing/rig.ts'
import { placeOf } from './testing/stage.ts'

describe('a rollback', () => {
  playsEveryKill({
    levers,
    actions,
    gates: createGates(targetChecks),
    keepers,
    async stage() {
      const at = await rig()
      const changes = () =>
        at.server.requests.filter(({ method, url }) => method === 'PATCH' && !url.includes('dryRun=All'))
      return {
        place: placeOf(at.connection, at.clock),
        plan: () => at.plan(3),
        effects: () => changes().map(({ headers }) => String(headers['audit-id'])),
        sent: () => changes().length
      }
    }
  })
})
