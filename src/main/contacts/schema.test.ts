import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { expect, it } from 'vitest'
import * as z from 'zod'
import { contactsSchema } from './schema.ts'

const committed = resolve(import.meta.dirname, '../../../resources/schemas/contacts.schema.json')

it('is what the committed JSON Schema says, as a person writes it', () => {
  expect(JSON.parse(readFileSync(committed, 'utf8'))).toEqual(z.toJSONSchema(contactsSchema, { io: 'input' }))
})
