import type { Feeds } from './feeds.ts'

type Known = 'version' | 'clock' | 'keychain' | 'connections' | 'operator' | 'sandboxed' | 'preferences'

/** The shell of a program that has just begun: nothing is open, awaited or left. */
export function initialShell(known: Pick<Feeds['shell'], Known>): Feeds['shell'] {
  return {
    ...known,
    defaultKubeconfig: null,
    environment: null,
    links: [],
    busy: null,
    signIn: null,
    azureAccounts: [],
    azureSignIn: null,
    approving: null,
    asking: null,
    failure: null,
    record: null,
    runsElsewhere: [],
    recentRuns: [],
    leftForDrill: null,
    leftOpen: null,
    unfinished: null,
    startedAgain: null
  }
}
