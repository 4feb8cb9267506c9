/**
 * Letters and digits of other alphabets, and of this one, that a reader takes for another one: what Unicode TR 39
 * (confusables.txt) has of Cyrillic, Greek, Armenian, Cherokee, Coptic and Latin itself, for what stands in names.
 */
const confusable: ReadonlyMap<string, string> = new Map(
  [
    ['a', 'аɑαａ⍺ᴀꭺ'],
    ['b', 'ьƅЬᏏᖯвβʙв'],
    ['c', 'сϲᴄⲥꮯᏟ'],
    ['d', 'ԁɗᏧꓒ'],
    ['e', 'еҽєεꬲℯ℮ᴇⲉ'],
    ['f', 'ſꞙẝϝ'],
    ['g', 'ɡցᶃᏀԍ'],
    ['h', 'һհᏂнʜ'],
    ['i', 'іıɩιᎥӏ¡ⲓ'],
    ['j', 'јϳʝյ'],
    ['k', 'кκⲕᴋꮶĸ'],
    ['l', '1|ӏǀⅼΙІӀⲒוןاᛁ∣│Iւլ'],
    ['m', 'мⅿᴍꮇϻ'],
    ['n', 'ոռηпᴎ'],
    ['o', '0оοσօּ๐໐ჿᴏⲟഠဝ০௦۵०'],
    ['p', 'рρⲣᴘꮲþ'],
    ['q', 'ԛգզ'],
    ['r', 'гᴦⲅɼꭇꮁ'],
    ['s', 'ѕƽꜱꮪ'],
    ['t', 'тτᴛⲧꭲ'],
    ['u', 'υսʋᴜꭎц'],
    ['v', 'νѵᴠⅴט'],
    ['w', 'ѡԝᴡшωա'],
    ['x', 'хχ×ⲭⅹᕁ'],
    ['y', 'уүγყʏỿⲩ'],
    ['z', 'ᴢᏃʐꮓζ'],
    ['-', '‐‑‒–—―−⁃﹘ー一ㅡ⸺'],
    ['_', 'ˍ‗'],
    ['.', '․·‧∙•。․٠'],
    ['/', '⁄∕╱⧸'],
    [':', '։܃∶ː꞉'],
    ['@', '＠﹫']
  ].flatMap(([plain = '', others = '']) => Array.from(others, (other): [string, string] => [other, plain]))
)

/** Two letters that stand for one where they are close: `rn` for `m`, `vv` for `w`. */
const pairs = /rn|vv/g

/** What does not tell two names apart for anybody: case, form, marks above and below, invisible characters. */
export function foldedName(name: string): string {
  return name
    .normalize('NFKD')
    .replaceAll(/\p{Default_Ignorable_Code_Point}|\p{Mark}/gu, '')
    .normalize('NFKC')
    .toLowerCase()
}

/** What is left of a name for an eye that takes letters for those that look like them. */
export function shapeOfName(name: string): string {
  const glyphs = Array.from(name.normalize('NFKC').replaceAll(/\p{Default_Ignorable_Code_Point}/gu, ''), glyph)
  return Array.from(foldedName(glyphs.join('')), glyph)
    .join('')
    .replaceAll(pairs, (pair) => (pair === 'rn' ? 'm' : 'w'))
    .replaceAll(/\s/g, ' ')
}

function glyph(char: string): string {
  return confusable.get(char) ?? char
}

/** Scripts that are written side by side in one word (Unicode TR 39, highly restrictive). */
const together: readonly RegExp[] = [
  /^[\p{Script=Latin}\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]*$/u,
  /^[\p{Script=Latin}\p{Script=Han}\p{Script=Bopomofo}]*$/u,
  /^[\p{Script=Latin}\p{Script=Han}\p{Script=Hangul}]*$/u
]
const alone: readonly RegExp[] = [
  'Latin',
  'Cyrillic',
  'Greek',
  'Armenian',
  'Hebrew',
  'Arabic',
  'Georgian',
  'Cherokee'
].map((script) => new RegExp(`^\\p{Script_Extensions=${script}}*$`, 'u'))
const anyOfThese = /[\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Greek}\p{Script=Armenian}\p{Script=Cherokee}]/u

/** A word of a name whose letters come from alphabets that nobody mixes in one word; undefined when there is none. */
export function mixedWord(name: string): string | undefined {
  const words = name.normalize('NFKC').match(/[\p{Letter}\p{Mark}]+/gu) ?? []
  return words.find(
    (word) =>
      anyOfThese.test(word) &&
      ![...alone, ...together].some((script) => script.test(word.normalize('NFD').replaceAll(/\p{Mark}/gu, '')))
  )
}
