import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { root } from './setup/folders.mjs'

const levers = join(root, 'src', 'main', 'levers')

/**
 * The names by which a file has its lever judge, each with whether it comes from a `judge.ts`: those are compiled without Node
 * (tsconfig.pure.json), and can read nothing.
 *
 * @param {string} text
 */
function judging(text) {
  const said = [...text.matchAll(/^ +(?:judge|standOf)(?:: (?:\(world\) => )?(\w+)|\()/gm)]
  const imported = [...text.matchAll(/import \{([^}]*)\} from '(?:\.|\.\.\/[\w-]+)\/judge\.ts'/g)].map(
    ([, names = '']) => names
  )
  return said.map(([, name = '']) => ({ name, isPure: new RegExp(`\\b${name || '-'}\\b`).test(imported.join()) }))
}

test('every lever judges in a file that is compiled without Node', async () => {
  const { include } = JSON.parse(await readFile(join(root, 'tsconfig.pure.json'), 'utf8'))
  expect(include).toContain('src/main/levers/*/judge*.ts')
  const files = (await readdir(levers, { recursive: true })).filter((file) =>
    /^[\w-]+[\\/](index|[\w-]+-lever)\.ts$/.test(file)
  )
  const found = await Promise.all(
    files.map(async (file) => ({ file, judges: judging(await readFile(join(levers, file), 'utf8')) }))
  )
  expect(found.filter(({ judges }) => judges.length > 0).length).toBeGreaterThan(16)
  expect(found.filter(({ judges }) => judges.some(({ isPure }) => !isPure))).toEqual([])
})

test.each([
  ['in the lever', '  judge(world) {'],
  ['by a function beside it', '  judge: judgeIt,\n'],
  ['by one of another file', "import { judgeIt } from './plan.ts'\n  judge: judgeIt,\n"]
])('one that judges %s is found', (_where, text) => {
  expect(judging(text)).toMatchObject([{ isPure: false }])
})
