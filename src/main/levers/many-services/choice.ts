import * as z from 'zod/mini'

/** RFC 1123, as the API server takes names of Deployments. */
const item = /^[a-z0-9][a-z0-9.-]*(?::[1-9]\d{0,8})?$/

/**
 * Names with commas between them, each with the revision to go back to after a colon where that is pinned, as in
 * `cart,tax:41`; and how many may fail before no further one is begun, none when left out.
 */
export const choiceSchema = z.strictObject({
  services: z
    .string()
    .check(
      z.refine(
        (text) => text === '' || text.split(',').every((one) => item.test(one)),
        'names with commas between them'
      )
    ),
  stopAfter: z.exactOptional(z.number().check(z.int(), z.minimum(0), z.maximum(1_000)))
})

/** One service that is to go back. */
export interface Picked {
  readonly name: string
  /** Null takes the newest revision with a good standing. */
  readonly revision: number | null
}

/** Each service once, in the order in which they were named. */
export function pickedIn(services: string): readonly Picked[] {
  const picked = new Map<string, Picked>()
  for (const text of services.split(',').filter((one) => one !== '')) {
    const [name = '', revision] = text.split(':')
    if (!picked.has(name)) picked.set(name, { name, revision: revision === undefined ? null : Number(revision) })
  }
  return [...picked.values()]
}

/** The text of a choice. */
export function servicesText(picked: readonly Picked[]): string {
  return picked.map(({ name, revision }) => (revision === null ? name : `${name}:${revision}`)).join(',')
}
