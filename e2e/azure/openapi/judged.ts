import type { StagedExchange } from '../../../src/main/drill/azure/testing/azure-stage.ts'
import { judgeExchange } from './validate.ts'

/** How exchanges stand beside the published description. */
export interface Judged {
  /** How many of them it describes. */
  readonly described: number
  /** One line each, with the request that it is about. */
  readonly complaints: readonly string[]
}

/** The sign-in service is sent forms; what is described is sent JSON. */
function bodyOf(text: string): unknown {
  return text.startsWith('{') ? JSON.parse(text) : undefined
}

/** Judges requests that were taken on, and all answers: what the server refuses may be wrong. */
export function judgeAll(exchanges: readonly StagedExchange[]): Judged {
  const judged = exchanges.flatMap(({ request, answer }) => {
    const { method, path, query } = request
    const found = judgeExchange({
      method,
      path,
      query,
      body: bodyOf(request.body),
      status: answer.status,
      answer: answer.body,
      answerHeaders: answer.headers ?? {}
    })
    return found === undefined ? [] : [found.map((text) => `${method} ${path} ${answer.status}: ${text}`)]
  })
  return { described: judged.length, complaints: judged.flat() }
}
