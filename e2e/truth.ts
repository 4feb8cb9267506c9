import type { Drill } from './drill.ts'

/** What is really going on in a drill, by its control port. */
export interface Truth {
  readonly namespace: string
  readonly deployment: string
  readonly revisions: readonly { readonly revision: number; readonly image: string; readonly good: boolean }[]
}

/** Asks a drill for the truth that the console has to find out by itself. */
export async function readTruth({ control }: Pick<Drill, 'control'>): Promise<Truth> {
  const response = await fetch(`${control}/truth`)
  if (!response.ok) throw new Error(`the drill's control port answered HTTP ${response.status}`)
  return (await response.json()) as Truth
}

/** A fault that hits the next matching requests; src/main/drill/README.md lists what there is. */
export interface Fault {
  readonly kind: 'latency' | 'error' | 'reset' | 'lostResponse' | 'hang'
  readonly method?: string
  readonly path?: string
  readonly times?: number
  readonly skip?: number
  readonly ms?: number
}

/** Orders a fault. */
export async function orderFault({ control }: Pick<Drill, 'control'>, fault: Fault): Promise<void> {
  const response = await fetch(`${control}/fault`, { method: 'POST', body: JSON.stringify(fault) })
  if (!response.ok) throw new Error(`the drill refused the fault: ${await response.text()}`)
}

/** The faults that have not hit yet. */
export async function faultsToCome({ control }: Pick<Drill, 'control'>): Promise<number> {
  return ((await (await fetch(`${control}/fault`)).json()) as readonly unknown[]).length
}
