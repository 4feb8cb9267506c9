/** Between a flag and its value: white space, or the end of an argument and the beginning of the next. */
const between = String.raw`(?:[ \t]{1,8}|\\{0,15}"(?:\s|\\{1,15}[nrt]){0,16},(?:\s|\\{1,15}[nrt]){0,16}\\{0,15}"|'\s{0,8},\s{0,8}')`
const value = String.raw`((?:[^\s"'\\;|&[]|\\\\(?!["nrt\\]))+)`
/** Up to so many characters of other arguments. */
const others = String.raw`\b(?![\w./=-]*=)[^|;&\n\r]{0,128}?`

/** Programs whose short flag takes a credential; with the same letter others take a port, or print. */
const programs: readonly (readonly [names: string, flag: string])[] = [
  // Joined to it: with a space between, mysql takes the next argument for a database.
  ['(?:mysql(?:dump|admin|import|check|show)?|mariadb(?:-dump|-admin)?)', '-p'],
  ['sshpass', '-p'],
  ['redis-cli', `-a${between}`],
  ['(?:sshpass|mongo(?:sh|dump|restore|export|import)?)', `-p${between}`],
  ['(?:docker|podman|nerdctl|buildah|skopeo|helm|az|oras|crane)\\b[^|;&\\n\\r]{0,64}?\\blogin', `-p${between}`],
  ['ldap(?:search|add|modify|delete|whoami|passwd)', `-w${between}`],
  ['(?:sqlcmd|bcp)', `-P${between}`],
  ['(?:curl|http|https|wget)', `(?:-u|--user|--proxy-user|-U|-a)${between}[^\\s"'\\\\:/]{1,64}:(?!//)`],
  ['openssl', `-pass(?:in|out)?${between}pass:`]
]
const patterns = programs.map(
  ([names, flag]) => new RegExp(String.raw`(?<![\w-])(${names}${others}[\s"']${flag})(?!\[redacted )${value}`, 'g')
)
const anyProgram = /mysql|mariadb|sshpass|redis-cli|mongo|login|ldap|sqlcmd|bcp|curl|http|wget|openssl/

/** Replaces what known programs take as a password behind a short flag. */
export function hideProgramFlags(text: string, hide: (secret: string) => string): string {
  if (!anyProgram.test(text)) return text
  return patterns.reduce(
    (so, find) => so.replace(find, (_all, before: string, secret: string) => `${before}${hide(secret)}`),
    text
  )
}
