import type { ClockView, FeedMessage, RequestFunction, ServiceRef } from '../../contract/index.ts'
import type { Approvals } from './approvals.ts'
import type { Clock } from './clock.ts'
import type { Practice } from './practice.ts'
import type { Processes } from './processes.ts'
import type { SecretStore } from './secrets.ts'

/** The whole product behind its two doors: requests in, feeds out. Knows nothing of the host that runs it. */
export interface Console {
  /** Answers with a `Failure` instead of throwing. The input has already been checked against `requests[name]`. */
  readonly request: RequestFunction
  /** Calls back for each change of a feed, first with the current value of every feed. Returns the unsubscribe function. */
  subscribe(listener: (message: FeedMessage) => void): () => void
  /** The computer woke up: connections that look open are dead and are made anew at once. */
  wake(): void
  /** Something went wrong that nobody caught: it is shown, and stands in the journal. Never throws. */
  mishap(error: unknown): void
  /** The program was started once more, and did not do what it was asked for then: one sentence, for the window. */
  startedAgain(text: string): void
  /** What closing would cut off, as a question to the operator; null when nothing is under way. */
  closingQuestion(): { readonly title: string; readonly detail: string } | null
  /** Ends connections, timers and helper processes, and closes the journal. Never waits for the keychain. */
  close(): Promise<void>
}

/** What the command line asked to open at start. */
export type Launch =
  | { readonly kind: 'drill'; readonly speed?: number }
  | {
      readonly kind: 'kubeconfig'
      /** Absolute path. */
      readonly file: string
      readonly context: string
      readonly namespace?: string
      /** The service to open; without a kind it is a Deployment. */
      readonly workload?: Pick<ServiceRef, 'name' | 'kind'>
    }
  /** First run, or the environment that was open last. */
  | { readonly kind: 'last' }

/** Everything that a host supplies. */
export interface ConsolePorts {
  /** A clock that follows the given view; wall time for null. */
  readonly createClock: (view: ClockView | null) => Clock
  /** The time of every environment that is not our own drill; wall time when left out. */
  readonly homeClock?: ClockView | null
  readonly secrets: SecretStore
  /** Absolute path; made by the journal with mode 0700. */
  readonly journalDir: string
  /** Takes a journal folder on a network, in a synchronized folder or in memory; refused for real work when left out. */
  readonly anyJournalPlace?: boolean
  /** How long an answer to a change is waited for, real milliseconds; 20 s when left out. */
  readonly requestTimeoutMs?: number
  readonly processes: Processes
  /** Who approves plans. No request of a window can take its place. */
  readonly approvals: Approvals
  /** Left out where nobody learns: the autopilot. */
  readonly practice?: Practice
  /** Absolute path of `resources/`. */
  readonly resourcesDir: string
  /** Who is recorded as the operator: the account's name. */
  readonly operator: string
  /** Read for `KUBECONFIG`, `HOME` and the proxy variables. */
  readonly env: Readonly<Record<string, string | undefined>>
  /** One at a time: while one is open, the next is refused with `conflict`. */
  readonly dialogs: {
    /** The absolute path that was chosen, null when the dialog was dismissed. `title` says what it is for. */
    chooseKubeconfig(title: string): Promise<string | null>
    /** As `chooseKubeconfig`, for any other file. */
    chooseFile(title: string): Promise<string | null>
    /**
     * Asks outside the window, so that nothing in the window can answer. `action` is the button that agrees.
     * False when it was dismissed, and where nobody can be asked.
     */
    confirmTrust(question: {
      readonly title: string
      readonly detail: string
      readonly action: string
    }): Promise<boolean>
    /** The path that was written, null when the dialog was dismissed. */
    saveReport(markdown: string, suggestedName: string): Promise<string | null>
    /** Brings the window, and the dialog over it, in front of others; left out where there is none. */
    bringToFront?(): void
    /** As `saveReport`, for a zip of evidence. */
    saveZip(content: Uint8Array, suggestedName: string): Promise<string | null>
  }
  readonly clipboard: { write(text: string): void }
  /** Opens a page of a sign-in service, `https:`, in the system's browser; left out where there is none. */
  readonly openBrowser?: (url: string) => Promise<void>
  /** Tells the person outside the window; left out where nobody is there. */
  readonly notify?: (told: { readonly title: string; readonly body: string; readonly isLoud: boolean }) => void
  /** The folder of what is the user's own; left out where nobody has one: the autopilot. */
  readonly profile?: {
    /** Absolute path. */
    readonly dir: string
    /** Absolute path of what `preferences` reads and writes. */
    readonly preferencesFile: string
    /** Opens a file in the editor that the system has for it; false where it has none. */
    open(path: string): Promise<boolean>
    /** Shows a file or a folder in the system's file manager. */
    show(path: string): void
  }
  /** One JSON document without credentials: display preferences, the last environment. Damaged or absent reads as null. */
  readonly preferences: { read(): unknown; write(value: unknown): void }
  readonly version: string
  /** Whether Chromium's sandbox is on; true where there is no Chromium. */
  readonly sandboxed: boolean
  readonly launch: Launch
}
