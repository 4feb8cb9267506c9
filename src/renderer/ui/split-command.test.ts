import fc from 'fast-check'
import { expect, it } from 'vitest'
import { commandLines, splitCommand } from './split-command.ts'

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

it('tells several commands apart, and keeps a line end in quotes', () => {
  const text = "kubectl rollout undo deployment/a --to-revision=3\nkubectl patch b -p '{\n}'"
  expect(commandLines(text)).toEqual(['kubectl rollout undo deployment/a --to-revision=3', "kubectl patch b -p '{\n}'"])
  fc.assert(fc.property(fc.string(), (any) => commandLines(any).join('\n') === any))
})
