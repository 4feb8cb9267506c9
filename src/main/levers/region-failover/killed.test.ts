import { describe } from 'vitest'
import { playsEveryKill } from '../testing/plays-every-kill.ts'
import { regionFailover } from './index.ts'
import { regionKit, regionStage } from './testing/region-stage.ts'

describe('a failover of the region', () => {
  playsEveryKill(regionKit(() => regionStage(regionFailover)))
})
