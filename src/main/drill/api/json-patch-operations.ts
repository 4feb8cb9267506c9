import { badRequest } from '../store/status-error.ts'
import { goSyntaxError } from './go-syntax-error.ts'
import type { RawJson } from './raw-json.ts'
import { parseRawJson, plainValue } from './raw-json.ts'

/** One step of a JSON Patch. */
export interface Operation {
  readonly op: string
  readonly path: string
  readonly from: string
  /** As the client wrote it; undefined without one. */
  readonly value: RawJson | undefined
}

/** Reads a JSON Patch document. Throws StatusError 400 when it is none. */
export function parseOperations(text: string): readonly Operation[] {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw badRequest(`error decoding patch: ${goSyntaxError(text)}`)
  }
  if (!Array.isArray(value)) {
    const found = value === null ? 'null' : typeof value
    throw badRequest(
      `error decoding patch: json: cannot unmarshal ${found} into Go value of type []handlers.jsonPatchOp`
    )
  }
  const raw = parseRawJson(text)
  const items = raw.kind === 'array' ? raw.items : []
  return items.map((item) => {
    if (item.kind !== 'object') {
      throw badRequest('error decoding patch: json: cannot unmarshal value into Go value of type jsonpatch.Operation')
    }
    const textOf = (name: string): string => {
      const member = item.members.get(name)
      const plain = member === undefined ? '' : plainValue(member)
      return typeof plain === 'string' ? plain : ''
    }
    return { op: textOf('op'), path: textOf('path'), from: textOf('from'), value: item.members.get('value') }
  })
}
