import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** One request to the recorded server and its answer. */
export interface RecordedExchange {
  readonly index: number
  readonly label: string
  readonly method: string
  readonly url: string
  readonly request: {
    readonly headers: Readonly<Record<string, string>>
    readonly body?: string | { readonly base64: string }
  }
  readonly response: {
    readonly status: number
    readonly headers: Readonly<Record<string, string>>
    /** 'client closed' for streams that the client ended. */
    readonly ended: string
    readonly body?: string
  }
}

const FOLDER = join(import.meta.dirname, '../recordings/kubernetes-1.36.3')

/** All exchanges in the order in which they happened. */
export function readRecording(): readonly RecordedExchange[] {
  const lines = readFileSync(join(FOLDER, 'exchanges.jsonl'), 'utf8').trim().split('\n')
  return lines.map((line, index) => ({ ...(JSON.parse(line) as Omit<RecordedExchange, 'index'>), index }))
}
