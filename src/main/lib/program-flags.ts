/** Between a flag and its value: white space, or the end of an argument and the beginning of the next. */
const between = String.raw`(?:[ \t]{1,8}|\\{0,15}"(?:\s|\\{1,15}[nrt]){0,16},(?:\s|\\{1,15}[nrt]){0,16}\\{0,15}"|'\s{0,8},\s{0,8}')`
const value = String.raw`((?:[^\s"'\\;|&[]|\\\\(?!["nrt\\]))+)`
/** Up to so many characters of other arguments. */
const others = String.raw`\b(?![\w./=-]*=)[^|;&\n\r]{0,128}?`

const quote = String.raw`(?:\\{0,15}["'])?`

/** Programs whose short flag takes a credential; with the same letter others take a port, or print. */
const programs: readonly (readonly [names: string, flag: string])[] = [
  // Joined to it: with a space between, mysql takes the next argument for a database.
  ['(?:mysql(?:dump|admin|import|check|show)?|mariadb(?:-dump|-admin)?)', `-p${quote}`],
  ['sshpass', `-p${quote}`],
  ['redis-cli', `-a${between}`],
  ['(?:sshpass|mongo(?:sh|dump|restore|export|import)?)', `-p${between}`],
  ['(?:docker|podman|nerdctl|buildah|skopeo|helm|az|oras|crane)\\b[^|;&\\n\\r]{0,64}?\\blogin', `-p${between}`],
  ['ldap(?:search|add|modify|delete|whoami|passwd)', `-w${between}`],
  ['(?:sqlcmd|bcp)', `-P${between}`],
  [
    '(?:curl|http|https|wget)',
    `(?:-[A-Za-z]{0,8}[uU]|--user|--proxy-user|-a)(?:${between}|=)?${quote}[^\\s"'\\\\:/=]{1,64}:(?!//)`
  ],
  ['(?:zip|unzip|7z)', `-[Pp]${between}`],
  ['openssl\\b[^|;&\\n\\r]{0,64}?\\benc', `-[kK]${between}`],
  ['snmp[a-z]{2,10}', `-[AX]${between}`],
  ['(?:smbclient|rpcclient|smbget|net)', `-U${between}${quote}[^\\s%"']{1,64}%`],
  ['(?:erl|iex|elixir|rabbitmq[a-z-]{0,16})', `-{1,2}(?:setcookie|cookie|erlang-cookie)${between}`],
  ['(?:kubectl|oc)\\b[^|;&\\n\\r]{0,160}?\\bsecret', `--from-literal(?:=|${between})${quote}[\\w.-]{1,253}=`],
  ['openssl', `-pass(?:in|out)?${between}pass:`]
]
/** Programs that take a credential by its place, after so many other words. */
const places: readonly RegExp[] = [
  /(\bhtpasswd(?:\s{1,4}-\w{1,6}){0,4}\s{1,4}-\w{0,5}b\w{0,5}(?:\s{1,4}[^\s|;&"'-][^\s|;&"']{0,200}){1,2}\s{1,4})([^\s|;&"'\\]+)(?=\s{0,8}(?:$|[|;&\n\r"'\\]))/g,
  /(\brabbitmqctl\s{1,4}(?:-[\w=-]{1,64}\s{1,4}){0,3}(?:add_user|change_password)\s{1,4}[^\s"'\\]{1,128}\s{1,4})([^\s|;&"'\\]+)/g,
  /(\bvault\s{1,4}(?:operator\s{1,4}unseal|login)\s{1,4})((?!-)[^\s|;&"'\\=]{8,}={0,2})(?=["'\\\s|;&]|$)/g,
  /(\bmc\s{1,4}(?:alias\s{1,4}set|config\s{1,4}host\s{1,4}add)\s{1,4}\S{1,64}\s{1,4}https?:\/\/\S{1,253}\s{1,4}\S{1,128}\s{1,4})([^\s|;&"'\\]+)/g,
  /(\bvault\s{1,4}kv\s{1,4}(?:put|patch)\s{1,4}(?:-\S{1,64}\s{1,4}){0,4}[^\s=]{1,253}(?:\s{1,4}[\w.-]{1,128}=\[redacted [^\]]{1,32}\]){0,20}\s{1,4}[\w.-]{1,128}=)((?!\[redacted |@)[^\s|;&"'\\]+)/g,
  /(\becho\s{1,4}(?:-n\s{1,4})?["']?(?:root|[a-z_][\w-]{0,31}:)?)([^\s|;&"'\\$]{4,})(?=["']?\s{0,4}\|[^|;\n\r]{0,120}(?:--password-stdin|\bchpasswd|\bpasswd\b))/g,
  /(\bcurl\b[^|;&\n\r]{0,200}?\s(?:-b|--cookie)(?:\s{1,4}|=)(?:\\{0,15}["'])?)((?!\[redacted )[\w.-]{1,64}=[^"'\\\s][^"'\\\r\n]{0,4096}?)(?=\\{0,15}["']|\s(?:-|https?:)|\s{0,8}$)/g
]
/** One command may have several. */
const mostPasses = 4
const patterns = programs.map(
  ([names, flag]) => new RegExp(String.raw`(?<![\w-])(${names}${others}[\s"']${flag})(?!\[redacted )${value}`, 'g')
)
const anyProgram =
  /mysql|mariadb|sshpass|redis-cli|mongo|login|ldap|sqlcmd|bcp|curl|http|wget|openssl|zip|7z|snmp|smb|rpcclient|\bnet\b|erl|iex|elixir|rabbit|secret|htpasswd|vault|\bmc\b|passw/

/** Replaces what known programs take as a password behind a short flag. */
export function hideProgramFlags(text: string, hide: (secret: string) => string): string {
  let hidden = text
  for (let pass = 0; pass < mostPasses && anyProgram.test(hidden); pass += 1) {
    const before = hidden
    for (const find of [...patterns, ...places])
      hidden = hidden.replace(find, (_all, kept: string, secret: string) => `${kept}${hide(secret)}`)
    if (hidden === before) break
  }
  return hidden
}
