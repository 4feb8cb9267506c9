/** Where Flagger and its load tester live in the drill. */
export const flaggerPlace = { namespace: 'flagger-system', name: 'flagger', tester: 'flagger-loadtester' } as const
