import { describe } from 'vitest'
import { playsEveryKill } from '../plays-every-kill.ts'
import { startToy, toyPorts } from './toy-stage.ts'

describe('two steps with a gate that is measured', () => {
  playsEveryKill({ ...toyPorts, stage: () => startToy('check') })
})

describe('two steps with a gate that the operator opens', () => {
  playsEveryKill({ ...toyPorts, stage: () => startToy('operator') })
})
