import fc from 'fast-check'
import { expect, it } from 'vitest'
import { splitCommand } from './split-command.ts'

it('cuts before flags only', () => {
  expect(splitCommand('kubectl --context a -n shop patch deployment b --type=json')).toEqual([
    'kubectl ',
    '--context a ',
    '-n shop patch deployment b ',
    '--type=json'
  ])
})

it('does not cut inside quotes', () => {
  expect(splitCommand(`kubectl patch -p '{"a":"x -y"}'`)).toEqual(['kubectl patch ', `-p '{"a":"x -y"}'`])
})

it('loses and adds nothing', () => {
  fc.assert(fc.property(fc.string(), (command) => splitCommand(command).join('') === command))
})
