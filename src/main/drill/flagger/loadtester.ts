import { objectOf, textOf } from '../store/json-value.ts'

/** An answer over HTTP. */
export interface Answer {
  readonly status: number
  readonly body: string
}

/** Flagger's load tester, as far as gates go. */
export interface LoadTester {
  handle(path: string, body: string): Answer
}

const forbidden: Answer = { status: 403, body: 'Forbidden' }

/**
 * fluxcd/flagger pkg/loadtester/server.go and gate.go: gates and rollback gates by Canary, in memory; any other path takes a
 * load test, and says that it began.
 */
export function createLoadTester(): LoadTester {
  const open = new Set<string>()
  return {
    handle(path, body) {
      if (path === '/healthz' || path === '/gate/approve') return { status: 200, body: 'OK' }
      if (path === '/gate/halt') return forbidden
      const canary = nameOf(body)
      if (canary === undefined) return { status: 400, body: '' }
      const [, kind = '', verb = ''] = /^\/(gate|rollback)\/(check|open|close)$/.exec(path) ?? []
      if (kind === '') return { status: 202, body: '' }
      const key = kind === 'rollback' ? `rollback.${canary}` : canary
      if (verb === 'check') return open.has(key) ? { status: 200, body: 'Approved' } : forbidden
      if (verb === 'open') open.add(key)
      else open.delete(key)
      return { status: 202, body: '' }
    }
  }
}

/** The Canary that a payload names; undefined when it cannot be decoded. */
function nameOf(body: string): string | undefined {
  try {
    const payload = objectOf(JSON.parse(body))
    return `${textOf(payload['name'])}.${textOf(payload['namespace'])}`
  } catch {
    return undefined
  }
}
