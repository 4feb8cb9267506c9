/** A query that Prometheus would refuse, or one that the drill does not simulate. */
export class QueryError extends Error {
  /** Prometheus' error types (prometheus/prometheus web/api/v1/api.go). */
  readonly errorType: 'bad_data' | 'execution' | 'not_found' | 'method_not_allowed'
  readonly status: number

  constructor(status: number, errorType: QueryError['errorType'], message: string) {
    super(message)
    this.name = 'QueryError'
    this.status = status
    this.errorType = errorType
  }
}

/** 400: the query is not PromQL. */
export function badData(message: string): QueryError {
  return new QueryError(400, 'bad_data', message)
}

/** 400: PromQL by its grammar, but its types do not fit. */
export function badQuery(problem: string): QueryError {
  return badData(`invalid parameter "query": parse error: ${problem}`)
}

/** 422: PromQL that cannot be executed. */
export function execution(message: string): QueryError {
  return new QueryError(422, 'execution', message)
}

/** 422: valid PromQL beyond what is simulated here. */
export function notSimulated(what: string): QueryError {
  return execution(`not simulated: ${what}`)
}
