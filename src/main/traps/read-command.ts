import { readAz } from './az-reading.ts'
import { isHarmlessProgram } from './harmless-programs.ts'
import { readName } from './name-reading.ts'
import type { Intended } from './intended.ts'
import { isReleaseTool, readRelease } from './release-reading.ts'
import { readKubectl } from './kubectl-reading.ts'
import { invocationsOf, type Argument, type Invocation } from './shell/invocations.ts'
import { NotUnderstood } from './shell/tokens.ts'

/** What a command line intends, and what of it was not understood. */
export interface CommandReading {
  readonly intended: readonly Intended[]
  readonly notUnderstood: readonly { readonly part: string; readonly why: string }[]
  /** The same, one command at a time, in the order in which they stand. */
  readonly commands: readonly ReadPart[]
}

interface ReadPart extends Pick<CommandReading, 'intended' | 'notUnderstood'> {
  /** As it is written. */
  readonly text: string
}

/** Programs that run their arguments as a command. */
const plainWrappers = new Set(['sudo', 'command', 'exec', 'nohup', 'time', 'builtin'])
const asksNames = new Set(['nslookup', 'dig', 'host'])
const shells = new Set(['sh', 'bash', 'zsh', 'dash', 'ksh'])
const maxDepth = 5

/** What a terminal acts on, or what hides or reorders what a person reads; a tab and the end of a line do neither. */
const hidden = /[^\P{Cc}\t\n\r]|[\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u

/**
 * Reads one shell line, or a few: everything that it runs, also in loops, branches, pipes and substitutions. Never throws.
 * A carriage return alone ends a line as well: a terminal takes it for enter.
 */
export function readCommand(text: string): CommandReading {
  const reading = readScript(withoutPrompt(text.replaceAll(/\r\n?/g, '\n')), 0)
  if (!hidden.test(text)) return reading
  const why = 'it holds characters that cannot be seen, so that what is read is not what runs'
  return { ...reading, notUnderstood: [{ part: text, why }, ...reading.notUnderstood] }
}

/** Lines that were copied with the prompt in front of them. */
function withoutPrompt(text: string): string {
  return /^\s*\$[ \t]/.test(text) ? text.replaceAll(/^[ \t]*\$[ \t]+/gm, '') : text
}

function readScript(text: string, depth: number): CommandReading {
  try {
    if (depth > maxDepth) throw new NotUnderstood('it is nested too deeply')
    return joined(invocationsOf(text).map((invocation) => readInvocation(invocation, depth)))
  } catch (error) {
    return failed(text, error)
  }
}

function readInvocation(invocation: Invocation, depth: number): CommandReading {
  try {
    const { argv, text } = invocation
    const inner = scriptIn(argv, invocation.input)
    if (inner !== undefined) return readScript(inner, depth + 1)
    const wrapped = unwrapped(argv)
    if (wrapped) return readInvocation({ ...invocation, argv: wrapped }, depth)
    const intended = intendedBy(invocation)
    const [unnamed] = intended.filter(isUnnamed)
    const notUnderstood = unnamed ? [{ part: text, why: 'which one it is about is not written' }] : []
    return ofPart({ text, intended, notUnderstood })
  } catch (error) {
    return failed(invocation.text, error)
  }
}

function intendedBy({ argv, text, input }: Invocation): readonly Intended[] {
  const [program, ...args] = argv
  if (program === undefined) return []
  if (program.text === null) throw new NotUnderstood('which program it runs is not written')
  const name = program.text.replace(/^.*[/\\]/, '').replace(/\.exe$/i, '')
  // The alias that kubectl's own documentation gives.
  if (name === 'kubectl' || name === 'k') return readKubectl({ argv: args, text, input })
  if (name === 'az') return [readAz({ argv: args, text, input })]
  if (asksNames.has(name)) return [readName(name, args, text)].filter((one) => one !== undefined)
  if (isHarmlessProgram(name, args)) return []
  if (isReleaseTool(name)) return [readRelease(name, { argv: args, text, input })]
  throw new NotUnderstood(`what ${name} does is not known here`)
}

function isUnnamed(intended: Intended): boolean {
  return intended.tool === 'kubectl' && !intended.isRead && intended.name === null && !intended.each
}

/** The script of `sh -c`, or the one that a shell without arguments is given to read. */
function scriptIn([program, ...args]: readonly Argument[], input: string | null): string | undefined {
  if (!shells.has((program?.text ?? '').replace(/^.*\//, ''))) return undefined
  if (input !== null && args.every(({ text }) => /^-[sex]+$/.test(text ?? ''))) return input
  const at = args.findIndex(({ text }) => /^-[a-z]*c$/.test(text ?? ''))
  const script = at === -1 ? undefined : args[at + 1]
  if (script?.text === undefined || script.text === null) throw new NotUnderstood('the script is not written')
  if (args.length > at + 2 || args.slice(0, at).some(({ text }) => text !== '-e')) {
    throw new NotUnderstood('the script has arguments')
  }
  return script.text
}

/** The command behind `sudo`, `env`, `timeout`, `watch` and `xargs`; undefined when there is none of them. */
function unwrapped(argv: readonly Argument[]): readonly Argument[] | undefined {
  const [program, ...args] = argv
  const name = program?.text ?? ''
  if (plainWrappers.has(name)) return withoutOptions(args, /^(?!-)/)
  if (name === 'env') return withoutOptions(args.slice(args.findIndex(({ prefix }) => !/^\w+=/.test(prefix))), /^(?!-)/)
  if (name === 'timeout') return withoutOptions(args.slice(1), /^(?!-)/)
  if (name === 'watch')
    return withoutOptions(afterOptions(args, /^-(?:[dtbegc]+|-[a-z]+=.*)$/, /^-n$|^--interval$/), /^[\w/.-]+$/)
  return name === 'xargs' ? itemByItem(args) : undefined
}

function withoutOptions(args: readonly Argument[], first: RegExp): readonly Argument[] {
  if (args[0] === undefined || !first.test(args[0].prefix)) throw new NotUnderstood('its options are not read here')
  return args
}

function afterOptions(args: readonly Argument[], alone: RegExp, valued: RegExp): readonly Argument[] {
  let index = 0
  for (;;) {
    const text = args[index]?.text ?? ''
    if (valued.test(text)) index += 2
    else if (alone.test(text)) index += 1
    else return args.slice(index)
  }
}

const item: Argument = { text: null, prefix: '', each: true, isOne: true }

/** xargs appends each item of its input, or puts it where `-I` says. */
function itemByItem(args: readonly Argument[]): readonly Argument[] {
  const command = afterOptions(args, /^-(?:[0rtx]|[nLPsI].+|-no-run-if-empty|-null)$/, /^-[nLPsdI]$/)
  const options = args.slice(0, args.length - command.length).map(({ text }) => text ?? '')
  const at = options.findIndex((option) => option.startsWith('-I'))
  const place = at === -1 ? undefined : options[at]?.slice(2) || options[at + 1]
  withoutOptions(command, /^(?!-)/)
  if (place === undefined) return [...command, item]
  return command.map((argument) => {
    const { text } = argument
    const found = text?.indexOf(place) ?? -1
    return text === null || found === -1 ? argument : { ...item, prefix: text.slice(0, found) }
  })
}

function joined(readings: readonly CommandReading[]): CommandReading {
  return {
    intended: readings.flatMap(({ intended }) => intended),
    notUnderstood: readings.flatMap(({ notUnderstood }) => notUnderstood),
    commands: readings.flatMap(({ commands }) => commands)
  }
}

function failed(part: string, error: unknown): CommandReading {
  if (!(error instanceof NotUnderstood)) throw error
  return ofPart({ text: part, intended: [], notUnderstood: [{ part, why: error.message }] })
}

function ofPart(part: ReadPart): CommandReading {
  const { intended, notUnderstood } = part
  return { intended, notUnderstood, commands: [part] }
}
