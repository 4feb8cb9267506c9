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
