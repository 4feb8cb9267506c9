import * as z from 'zod/mini'

const text = z.string().check(z.minLength(1), z.maxLength(500))
/** One line: it is copied, and what is pasted into a terminal with a line break is run there. */
const line = z
  .string()
  .check(
    z.minLength(1),
    z.maxLength(500),
    z.regex(/^[ -~\u00a0-\uffff]*$/, 'has a line break or another control character')
  )

/** Contacts as they are written in YAML or JSON. */
export const contactsSchema = z.strictObject({
  contacts: z
    .array(
      z.strictObject({
        level: z._default(text, ''),
        role: text,
        when: text,
        /** A number, an address, a link or a channel; or several, in the order in which to try them. */
        contact: z.union([line, z.array(line).check(z.minLength(1), z.maxLength(10))])
      })
    )
    .check(z.maxLength(200))
})

export type ContactsFile = z.infer<typeof contactsSchema>
