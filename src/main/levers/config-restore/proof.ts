import * as z from 'zod/mini'

const text = z.string()

/** What a proof needs beside what was sent. */
export const configProof = z.object({
  namespace: text,
  /** Names of the ConfigMap and of the Deployment whose pods read it. */
  config: text,
  deployment: text,
  /** Whether pods had to be replaced to read it. */
  restarts: z.boolean(),
  /** How long that was expected to take, milliseconds. */
  expectedMs: z.number(),
  /** When the values were written, ISO, where only the restart was sent; left out where they were sent as well. */
  writtenAt: z.exactOptional(text)
})
export type ConfigProof = z.infer<typeof configProof>

/** Phases of the proof as lines of the run. */
export function configPhases(restarts: boolean, expectedMs: number) {
  return [
    { id: 'values', title: restarts ? 'New pods read the values' : 'The values reach the pods', expectedMs },
    { id: 'errorRatio', title: 'Prove it: errors and latency', expectedMs: 120_000 }
  ]
}
