import { Resolver } from 'node:dns/promises'
import type { AzurePlan } from '../../../src/main/drill/azure/plan.ts'
import type { AzureStage } from '../../../src/main/drill/azure/testing/azure-stage.ts'
import type { Az, AzRun } from '../az.ts'

/** A command of a story, as it was run. */
export interface PlayedCommand {
  /** Simulated seconds since the story began. */
  readonly seconds: number
  readonly command: string
  readonly code: number | null
  /** Its first line on the standard error. */
  readonly said: string
  /** Requests that reached ARM from it, `METHOD status`. */
  readonly requests: readonly string[]
}

/** What a story is played with. */
export interface Stand {
  readonly stage: AzureStage
  /** Runs a command of `az`, in the words of a shell: quotes group, nothing else is special. */
  readonly run: (command: string) => Promise<AzRun>
  /** Waits until so many simulated seconds of the story have passed. */
  readonly until: (seconds: number) => Promise<void>
  readonly seconds: () => number
  /** What a name is an alias of, asked of one server; the error's code where it is none. */
  readonly alias: (name: string, server: string) => Promise<string>
}

/** Something that is claimed, and what was measured. */
export interface Outcome {
  readonly claims: Readonly<Record<string, boolean>>
  readonly measured: Readonly<Record<string, string | number | null | readonly string[]>>
}

/** Commands that are played against Azure, and what is claimed of them. */
export interface AzureStory {
  readonly id: string
  readonly title: string
  /** What there is to see, in a sentence or two. */
  readonly look: string
  readonly plan: () => AzurePlan
  /** Simulated seconds a second: while figures are made, and while claims are only checked. */
  readonly speed: { readonly figures: number; readonly checks: number }
  readonly play: (stand: Stand) => Promise<Outcome>
}

const wordsOf = (command: string): readonly string[] =>
  [...command.replaceAll('\\\n', ' ').matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)].map(
    ([, single, double, plain]) => single ?? double ?? plain ?? ''
  )

/** A stand whose commands are noted down in `played`. */
export function standOn(stage: AzureStage, az: Az, speed: number, played: PlayedCommand[]): Stand {
  const begunMs = Date.now()
  const seconds = (): number => Math.round(((Date.now() - begunMs) * speed) / 100) / 10
  return {
    stage,
    seconds,
    async run(command) {
      const at = seconds()
      const before = stage.report().calls.length
      const run = await az(...wordsOf(command).slice(1))
      const requests = stage.report().calls.slice(before)
      played.push({
        seconds: at,
        command,
        code: run.code,
        said: run.stderr.split('\n')[0] ?? '',
        requests: requests
          .filter(({ path }) => path.startsWith('/subscriptions/'))
          .map(({ method, status }) => `${method} ${status}`)
      })
      return run
    },
    async until(wanted) {
      const leftMs = ((wanted - seconds()) * 1000) / speed
      if (leftMs > 0) await new Promise((resolve) => setTimeout(resolve, leftMs))
    },
    async alias(name, server) {
      const resolver = new Resolver({ timeout: 2000, tries: 1 })
      resolver.setServers([server])
      try {
        return (await resolver.resolveCname(name)).join(', ')
      } catch (error) {
        return (error as NodeJS.ErrnoException).code ?? 'no answer'
      }
    }
  }
}
