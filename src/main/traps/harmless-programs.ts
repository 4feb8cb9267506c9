import type { Argument } from './shell/invocations.ts'

const words = (text: string): ReadonlySet<string> => new Set(text.split(/\s+/))
/** Read, wait, or change text; nothing outside of this computer, and they start no other program. */
const always = words(
  `: [ base64 break cat cd column continue cut date diff dig echo egrep exit export false fgrep grep head host jq less
  ls nslookup ping printf pwd read set sleep sort tail test tr true uniq unset wait wc`
)
/** Tools of which only these subcommands read. */
const readsOf: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  ['helm', words('list ls status history get version')],
  ['flux', words('get events logs stats version')],
  ['istioctl', words('analyze proxy-status ps proxy-config pc version')],
  ['argocd', words('version')]
])
/** Longer programs of sed are not read. */
const longestSed = 500
const appReads = words('get list history diff manifests resources')
/** Flags of curl that send something, or another method than GET or HEAD. */
const sendingFlag = /^(?:-[A-Za-z]*[XdFTK]|--(?:request|data|form|json|upload|config|url-query))/

/** Whether a program changes nothing that anybody else uses, with these arguments. */
export function isHarmlessProgram(program: string, args: readonly Argument[]): boolean {
  if (always.has(program)) return true
  // What is not written may be a flag.
  if (args.some(({ text, isOne }) => text === null && !isOne)) return false
  const texts = args.map(({ prefix }) => prefix)
  const [first = '', second = ''] = texts
  if (program === 'curl') return !texts.some((text) => sendingFlag.test(text))
  // A program of its own: only plain printing and replacing is let through.
  if (program === 'awk') return !texts.some((text) => /system|getline|[|>]|^-[fi]/.test(text))
  if (program === 'sed')
    return (
      texts.every((text) => text.length <= longestSed) &&
      texts.every((text) => /^(?:-[nEr]+|s(.)[^\n]*\1[gpI0-9]*|[\d,$]*p)$/.test(text))
    )
  if (program === 'argocd' && first === 'app') return appReads.has(second)
  return readsOf.get(program)?.has(first) === true
}
