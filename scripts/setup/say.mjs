/**
 * What the scripts tell a person. Everything goes to stderr: the stdout of a command belongs to the program it runs,
 * because others read it by machine.
 *
 * @param {string} line
 */
export function say(line) {
  process.stderr.write(`backout: ${line}\n`)
}

/**
 * A failure whose message is complete for the person who reads it: no stack is printed.
 */
export class Trouble extends Error {
  /**
   * @param {string} message what happened, and the way out
   * @param {number} exitCode
   */
  constructor(message, exitCode = 1) {
    super(message)
    this.name = 'Trouble'
    this.exitCode = exitCode
  }
}

const WRITABLE =
  'The checkout and the cache have to be writable for you; XDG_CACHE_HOME names another folder for the cache.'

/** What to do about errors of the operating system that have nothing to do with these scripts. */
const WAYS_OUT = /** @type {Readonly<Record<string, string>>} */ ({
  EACCES: WRITABLE,
  EPERM: WRITABLE,
  EROFS: WRITABLE,
  ENOSPC: 'Make room on that disk; the first start needs about 2 GB, half of them in the cache.'
})

/** @param {readonly string[]} args those behind a lone `--` are somebody else's */
function asksForHelp(args) {
  const end = args.indexOf('--')
  return (end === -1 ? args : args.slice(0, end)).some((arg) => arg === '--help' || arg === '-h')
}

/**
 * The command line cannot be understood: the reason, and how it is written. Exit code 2.
 *
 * @param {string} reason
 * @param {string} usage
 */
export function misuse(reason, usage) {
  return new Trouble(`${reason}\n${usage}`, 2)
}

/**
 * Runs a script's body and turns what it throws into one message and an exit code. `process.exitCode` is set, never
 * `process.exit` called, so that output still in a pipe is delivered.
 *
 * @param {() => Promise<number | void>} body resolves to the exit code; nothing means 0
 * @param {string} [usage] what `--help` and `-h` print on stdout, before anything is installed or built
 */
export async function main(body, usage) {
  if (usage !== undefined && asksForHelp(process.argv.slice(2))) {
    process.stdout.write(`${usage}\n`)
    return
  }
  try {
    process.exitCode = (await body()) ?? 0
  } catch (error) {
    const wayOut = WAYS_OUT[/** @type {NodeJS.ErrnoException} */ (error).code ?? '']
    if (error instanceof Trouble) {
      say(error.message)
      process.exitCode = error.exitCode
    } else if (error instanceof Error && wayOut !== undefined) {
      say(`${error.message}. ${wayOut}`)
      process.exitCode = 1
    } else {
      console.error(error)
      process.exitCode = 1
    }
  }
}

/**
 * Progress of something long. On a terminal one line is rewritten; elsewhere a line is printed each quarter, or each
 * ten seconds where the total is not known.
 *
 * @param {string} what
 */
export function progress(what) {
  const startedAt = Date.now()
  let lastQuarter = -1
  let lastTick = startedAt
  return {
    /**
     * @param {number} done bytes so far
     * @param {number} total bytes in all, 0 when unknown
     */
    bytes(done, total) {
      const share = total > 0 ? done / total : 0
      const megabytes = `${Math.round(done / 1e6)}${total > 0 ? ` of ${Math.round(total / 1e6)}` : ''} MB`
      if (process.stderr.isTTY) {
        process.stderr.write(`\rbackout: ${what}: ${Math.floor(share * 100)} % (${megabytes})  `)
        return
      }
      const quarter = Math.floor(share * 4)
      if (quarter > lastQuarter) {
        lastQuarter = quarter
        say(`${what}: ${quarter * 25} % (${megabytes})`)
      }
    },
    /** Says that it is still going on, for work that reports no size. */
    tick() {
      const seconds = Math.round((Date.now() - startedAt) / 1000)
      if (process.stderr.isTTY) {
        process.stderr.write(`\rbackout: ${what}: ${seconds} s  `)
      } else if (Date.now() - lastTick >= 10_000) {
        lastTick = Date.now()
        say(`${what}: ${seconds} s`)
      }
    },
    done() {
      if (process.stderr.isTTY) process.stderr.write('\r\u001b[K')
    }
  }
}
