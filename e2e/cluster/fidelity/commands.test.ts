import { access } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { root } from '../../../scripts/setup/folders.mjs'
import { levers } from '../../../src/main/levers/registry.ts'
import { generatedBlock, markdownTable } from '../generated-block.ts'
import { comparedGroups } from './commands.ts'

test('the committed table names every command that a lever logs, and the test that compares it', async () => {
  const rows = comparedGroups.flatMap(({ commands, compared, by }) =>
    commands.map(({ command, title }) => [title, `\`${command}\``, compared, `\`${by}\``])
  )
  const listed = new Set(comparedGroups.flatMap(({ commands }) => commands.map(({ command }) => command)))
  for (const { knows } of levers.values()) for (const command of knows.fidelity) expect(listed).toContain(command)
  for (const { by } of comparedGroups) await access(join(root, by))
  const { committed, made } = await generatedBlock(
    'compared commands',
    markdownTable(['Action', 'Command', 'Compared', 'By'], rows)
  )
  expect(committed).toBe(made)
})
