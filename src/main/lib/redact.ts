import type { DiffLine } from '../../contract/index.ts'
import { hideAddressSecrets } from './address-secrets.ts'
import { hideAssignedValues } from './assigned-values.ts'
import { hideDrawnTokens } from './drawn-tokens.ts'
import { hideDumpedValues } from './dumped-values.ts'
import { hideKeyLines } from './key-lines.ts'
import { hideListedValues } from './listed-values.ts'
import { holdsBackAnnotation, holdsBackArgument, holdsBackVariable } from './held-back.ts'
import { hideNamedValues } from './named-values.ts'
import { hideValue, placeholderFor } from './placeholder.ts'
import { hideProgramFlags } from './program-flags.ts'
import { hideSecretForms } from './secret-forms.ts'
import { isSecretValue } from './secret-name.ts'
import { hideValueLines } from './value-lines.ts'

/**
 * YAML in one line, or with its newlines escaped in a string of JSON. What follows the value cannot be told from it, and
 * goes with it: the rest of the line, or of the string after the beginning of a block.
 */
const inlineValue =
  /(\bname: {1,8}(?:\\{0,15}["'])?([\w.-]{1,253})(?:\\{0,15}["'])?(?:[\s;+-]|\\{1,15}[nr]){1,64}value: {1,8}(?:\\{0,15}["'])?)([|>][-+0-9]{0,3}\\{1,15}n(?:[^"\\]|\\+(?!["\\]))*|[^\s"'\\][^\r\n"\\]*)/g

const blockStart = /^[|>][-+0-9]{0,3}$/
/** No object of Kubernetes is nested deeper than a few dozen levels. */
const maxDepth = 200

/**
 * Replaces what looks like a credential by a typed placeholder, in text that came from outside: what names, flags,
 * addresses and connection strings give away, and what says itself what it is. JSON stays JSON, and what was replaced
 * once stays as it is. Takes time in proportion to the text, and never throws.
 */
export function redactText(text: string): string {
  return hideDrawnTokens(withoutWritten(text), placeholderFor, (decoded) => withoutWritten(decoded) !== decoded)
}

/** Without what names, flags, addresses and forms give away. */
function withoutWritten(text: string): string {
  const named = hideDumpedValues(withoutNamedValues(text), hideValue)
  const assigned = hideAssignedValues(named, (secret, name) => placeholderFor(typeOf(name), secret))
  const withoutFlags = hideProgramFlags(assigned, hideValue)
  return hideSecretForms(hideAddressSecrets(withoutFlags, placeholderFor), placeholderFor)
}

function typeOf(name: string): string {
  if (/^(?:AccountKey|SharedAccessKey)$/i.test(name)) return 'key'
  return /^sig_/i.test(name) ? 'signature' : 'value'
}

/** The values beside names of credentials, in JSON and in YAML. */
function withoutNamedValues(text: string): string {
  const inJson = hideNamedValues(hideListedValues(text, hideValue), hideValue)
  const lines = inJson.includes('\n') ? inJson.split('\n').map((line) => ({ text: line, side: 'both' as const })) : []
  const inLines = lines.length > 0 ? hideValueLines(lines, hideValue).join('\n') : inJson
  if (!inLines.includes('value:')) return inLines
  return inLines.replace(inlineValue, (all: string, before: string, name: string, secret: string) =>
    // The lines of a block have been looked at; what opens it is no value.
    holdsBackVariable(name, secret.trimEnd()) && !blockStart.test(secret) ? `${before}${hideValue(secret)}` : all
  )
}

/**
 * The same for every string of a JSON value; keys stay. What several strings say together counts too: the member whose
 * key names a credential, an object with the name and the value of one, a flag and the argument behind it, and the lines
 * of a text or of a difference. What is nested deeper than any object of a cluster is left out.
 * @param scan takes credentials away that are known by their value; left out where none are
 */
export function redactDeep(value: unknown, scan: Redaction = unknowing): unknown {
  return redactAt(value, scan, 0)
}

/** How the strings of a value are gone through. */
export interface Redaction {
  /** Without what is known by its value. */
  hide(text: string): string
  /** Without that, and without what looks like a credential. */
  redacted(text: string): string
}

const unknowing: Redaction = { hide: (text) => text, redacted: redactText }

function redactAt(value: unknown, scan: Redaction, depth: number): unknown {
  if (typeof value === 'string') return scan.redacted(value)
  if (typeof value !== 'object' || value === null) return value
  if (depth > maxDepth) return `[left out: nested deeper than ${maxDepth} levels]`
  if (Array.isArray(value)) return redactItems(value).map((item) => redactAt(item, scan, depth + 1))
  const { name } = value as { readonly name?: unknown }
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => {
      if (typeof member !== 'string') return [scan.hide(key), redactAt(listed(key, member), scan, depth + 1)]
      const isSecret =
        key === 'value' && typeof name === 'string' ? holdsBackVariable(name, member) : isSecretMember(key, member)
      return [scan.hide(key), isSecret ? hideValue(member) : redactAt(member, scan, depth + 1)]
    })
  )
}

/** Arguments, annotations and the data of objects, without what is not known to be harmless. */
function listed(key: string, member: unknown): unknown {
  if (Array.isArray(member)) return key === 'args' || key === 'command' ? withoutArguments(member) : member
  if (typeof member !== 'object' || member === null) return member
  const isHeldBack =
    key === 'annotations'
      ? holdsBackAnnotation
      : key === 'data'
        ? holdsBackVariable
        : key === 'stringData'
          ? (_name: string, value: string) => value !== ''
          : undefined
  if (!isHeldBack) return member
  return Object.fromEntries(
    Object.entries(member).map(([name, value]: [string, unknown]) => [
      name,
      typeof value === 'string' && isHeldBack(name, value) ? hideValue(value) : value
    ])
  )
}

function withoutArguments(args: readonly unknown[]): readonly unknown[] {
  return args.map((argument, index) => {
    const before = args[index - 1]
    const isHeldBack =
      typeof argument === 'string' && holdsBackArgument(argument, typeof before === 'string' ? before : '')
    return isHeldBack ? hideValue(argument) : argument
  })
}

/** `credential` alone says which one was used. */
function isSecretMember(name: string, value: string): boolean {
  return name !== 'credential' && isSecretValue(name, value)
}

/** The lines of a difference without credentials. */
export function redactDiff(lines: readonly DiffLine[]): readonly DiffLine[] {
  return (redactLines(lines) as readonly DiffLine[]).map((line) => ({ ...line, text: redactText(line.text) }))
}

/** Arguments, and lines. */
function redactItems(items: readonly unknown[]): readonly unknown[] {
  const lines = redactLines(items)
  return lines.map((item, index) => {
    const before = lines[index - 1]
    if (typeof item !== 'string' || typeof before !== 'string' || item.startsWith('-')) return item
    const isFlag = /^--?[A-Za-z][\w.-]{0,127}$/.test(before)
    return isFlag && isSecretValue(before, item) ? hideValue(item) : item
  })
}

const sides: Readonly<Record<string, 'old' | 'new'>> = { removed: 'old', added: 'new' }

function redactLines(items: readonly unknown[]): readonly unknown[] {
  const lines = items.map((item) => {
    if (typeof item === 'string') return { text: item, side: 'both' as const }
    const { kind, text } = (item ?? {}) as { readonly kind?: unknown; readonly text?: unknown }
    return { text: typeof text === 'string' ? text : '', side: sides[String(kind)] ?? ('both' as const) }
  })
  const withoutKeys = hideKeyLines(lines, hideValue)
  const hidden = hideValueLines(
    lines.map((line, index) => ({ ...line, text: withoutKeys[index] ?? '' })),
    hideValue
  )
  return items.map((item, index) => {
    const text = hidden[index]
    if (text === lines[index]?.text) return item
    return typeof item === 'string' ? text : { ...(item as object), text }
  })
}
