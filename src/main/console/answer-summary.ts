/**
 * What a record keeps of an answer: which object in which version, never its content, because environment variables and
 * annotations hold what nobody meant to write down.
 */
export function answerSummary(body: string): string {
  const answer = parsed(body)
  if (!isObject(answer)) return ''
  const { kind, items } = answer
  const metadata = isObject(answer['metadata']) ? answer['metadata'] : {}
  const what = typeof kind === 'string' ? kind : 'answer'
  const version = labelled('resourceVersion', metadata['resourceVersion'])
  if (Array.isArray(items)) return [`${what}, ${items.length} items`, version].filter(Boolean).join(', ')
  const name = [metadata['namespace'], metadata['name']].filter((part) => typeof part === 'string').join('/')
  return [
    `${what} ${name}`.trim(),
    labelled('uid', metadata['uid']),
    version,
    labelled('generation', metadata['generation'])
  ]
    .filter(Boolean)
    .join(', ')
}

function labelled(label: string, value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? `${label} ${value}` : ''
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
