import type { NameIntended } from './intended.ts'
import type { Argument } from './shell/invocations.ts'

/** Options of `dig` and `host` that are followed by a value. */
const valued = /^-[bcfkpqtxyRWNm]$/
const isName = /^[a-z0-9_-]+(\.[a-z0-9_-]+)+\.?$/i

/**
 * Which name a tool of DNS asks for, and whom; undefined where that is not written. `dig` takes any number of names: the first
 * is what is read.
 */
export function readName(tool: string, args: readonly Argument[], command: string): NameIntended | undefined {
  const words: string[] = []
  let server: string | null = null
  let isTraced = false
  for (let index = 0; index < args.length; index += 1) {
    const text = args[index]?.text ?? ''
    if (text.startsWith('@')) server = text.slice(1)
    else if (text === '+trace' || text === '+nssearch') isTraced = true
    else if (tool === 'dig' && text === '-q') continue
    else if (tool !== 'nslookup' && valued.test(text)) index += 1
    else if (!/^[-+]/.test(text)) words.push(text)
  }
  const names = words.filter((word) => isName.test(word) && !/^[\d.]+$/.test(word))
  const [name] = names
  if (name === undefined) return undefined
  // nslookup and host name the server behind the name.
  const behind = tool === 'dig' ? undefined : words[words.indexOf(name) + 1]
  const clean = name.toLowerCase().replace(/\.$/, '')
  return { tool: 'dns', verb: tool, isRead: true, name: clean, server: server ?? behind ?? null, isTraced, command }
}
