import { describe } from 'vitest'
import { playsEveryKill } from '../testing/plays-every-kill.ts'
import { manyKit } from './testing/many-stage.ts'

describe('a rollback of several services', () => {
  playsEveryKill(manyKit())
})
