import * as z from 'zod/mini'
import { describe, expect, it } from 'vitest'
import { readCheckedYaml } from './checked-yaml.ts'
import { textDigest } from './prepared-yaml.ts'

const schema = z.strictObject({ name: z.string(), tasks: z._default(z.array(z.string()), []) })
const text = 'name: undo\ntasks:\n  - look\n  - act\n'
/** Says something else than the text, so that the two are told apart. */
const prepared = new Map([[textDigest(text), { name: 'as built', tasks: ['look', 'act'] }]])

describe('YAML that the build has read', () => {
  it('is taken as it was read then', () => {
    expect(readCheckedYaml(text, '/a/undo.yaml', schema, prepared).value).toEqual({
      name: 'as built',
      tasks: ['look', 'act']
    })
  })

  it('is parsed where one letter differs', () => {
    expect(readCheckedYaml(`${text} `, '/a/undo.yaml', schema, prepared).value?.name).toBe('undo')
  })

  it('still names a place in the text by line and column', () => {
    const read = readCheckedYaml(text, '/a/undo.yaml', schema, prepared)
    if (read.value === null) throw new Error('not read')
    expect(read.problemAt(['tasks', 1], 'not now')).toEqual({
      file: 'undo.yaml',
      line: 4,
      column: 5,
      message: 'not now'
    })
  })

  it('is parsed where what was built does not fit the schema, and its mistakes are those of the text', () => {
    const unfit = new Map([[textDigest(text), { title: 'as built' }]])
    expect(readCheckedYaml(text, '/a/undo.yaml', schema, unfit).value?.name).toBe('undo')
  })
})

it.each([
  [
    'a key each',
    Array.from({ length: 35_000 }, (_, index) => `k${index}:\n`)
      .join('')
      .slice(0, 262_144)
  ],
  [
    'in one line',
    `{${Array.from({ length: 35_000 }, (_, index) => `k${index},`)
      .join('')
      .slice(0, 262_000)}}`
  ]
])('that has more entries than anybody writes, %s, is refused soon, with what is wrong', (_what, many) => {
  const before = process.cpuUsage()
  const read = readCheckedYaml(many, '/a/contacts.yaml', schema)
  expect(process.cpuUsage(before).user / 1_000).toBeLessThan(1_000)
  expect(read).toMatchObject({
    problems: [{ file: 'contacts.yaml', message: expect.stringMatching(/too many entries/) as unknown }]
  })
})
