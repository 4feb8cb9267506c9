import type { Admin } from '../admin.ts'
import { deployment, namespace, patientCanary } from '../scenarios/manifests.ts'
import type { Compared } from './compare-writes.ts'

/** A state that an action is taken in. The console's copy and kubectl's copy differ only in their namespace. */
export interface State {
  readonly id: string
  readonly title: string
  readonly toRevision: number
  /** Brings a Deployment `checkout` with revision 1 up to the state. */
  readonly make: (admin: Admin, namespaceName: string) => Promise<void>
  /** Where the console writes nothing: what it says of that, and what kubectl says and exits with. */
  readonly unwritten?: {
    readonly relation: Extract<Compared['relation'], 'neither writes' | 'only kubectl writes'>
    readonly console: RegExp
    readonly kubectl: RegExp
    readonly code: number
  }
}

const release = (namespaceName: string, tag: string, more: object = {}): object =>
  merged(deployment({ namespace: namespaceName, name: 'checkout', tag, replicas: 2 }), more)

function merged(base: object, more: object): object {
  const entries = Object.entries(more).map(([key, value]: [string, unknown]) => {
    const own: unknown = (base as Readonly<Record<string, unknown>>)[key]
    return [key, isPlain(own) && isPlain(value) ? merged(own, value) : value]
  })
  return { ...base, ...(Object.fromEntries(entries) as object) }
}

function isPlain(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

const settled = (admin: Admin, name: string): Promise<string> =>
  admin.kubectl(['-n', name, 'rollout', 'status', 'deployment/checkout', '--timeout=60s'])

const phase = (admin: Admin, name: string, wanted: string): Promise<string> =>
  admin.kubectl(['-n', name, 'wait', 'canary/checkout', `--for=jsonpath={.status.phase}=${wanted}`, '--timeout=90s'])

/** Revision 1 with the tag 1.0.0, then one applied release after the other. */
function releases(...tags: readonly string[]): State['make'] {
  return async (admin, name) => {
    for (const tag of ['1.0.0', ...tags]) {
      await admin.apply(release(name, tag))
      if (!tag.endsWith('-crash')) await settled(admin, name)
    }
  }
}

export const states: readonly State[] = [
  { id: 'applied', title: 'two revisions, made by apply', toRevision: 1, make: releases('1.1.0') },
  { id: 'older', title: 'three revisions, the oldest wanted', toRevision: 1, make: releases('1.1.0', '1.2.0') },
  { id: 'stuck', title: 'the new pods never get ready', toRevision: 1, make: releases('1.1.0-crash') },
  {
    id: 'scaled',
    title: 'scaled after the release',
    toRevision: 1,
    make: async (admin, name) => {
      await releases('1.1.0')(admin, name)
      await admin.kubectl(['-n', name, 'scale', 'deployment/checkout', '--replicas=4'])
      await settled(admin, name)
    }
  },
  {
    id: 'annotated',
    title: 'annotations on the Deployment only, none from apply',
    toRevision: 1,
    make: async (admin, name) => {
      await admin.kubectl(['create', '-f', '-'], JSON.stringify(release(name, '1.0.0')))
      await settled(admin, name)
      const image = 'checkout=registry.example/checkout:1.1.0'
      await admin.kubectl(['-n', name, 'set', 'image', 'deployment/checkout', image])
      await settled(admin, name)
      const annotations = ['kubernetes.io/change-cause=release 1.1.0', 'team=payments']
      await admin.kubectl(['-n', name, 'annotate', 'deployment', 'checkout', '--overwrite', ...annotations])
    }
  },
  {
    id: 'characters',
    title: 'text with < > & and other scripts in the template',
    toRevision: 1,
    make: async (admin, name) => {
      for (const text of ['a<b && c>d', 'größer → 世界\u2028']) {
        const metadata = { annotations: { note: text } }
        await admin.apply(release(name, '1.0.0', { spec: { template: { metadata } } }))
        await settled(admin, name)
      }
    }
  },
  {
    id: 'again',
    title: 'rolled back once before, and released again',
    toRevision: 3,
    make: async (admin, name) => {
      await releases('1.1.0')(admin, name)
      await admin.kubectl(['-n', name, 'rollout', 'undo', 'deployment/checkout', '--to-revision=1'])
      await settled(admin, name)
      await admin.apply(release(name, '1.2.0'))
      await settled(admin, name)
    }
  },
  {
    id: 'paused',
    title: 'paused',
    toRevision: 1,
    make: async (admin, name) => {
      await releases('1.1.0')(admin, name)
      await admin.kubectl(['-n', name, 'rollout', 'pause', 'deployment/checkout'])
    },
    unwritten: {
      relation: 'neither writes',
      console: /Deployment checkout is paused; a paused Deployment cannot be rolled back/,
      kubectl: /you cannot rollback a paused deployment/,
      code: 1
    }
  },
  {
    id: 'same',
    title: 'already at the wanted revision',
    toRevision: 2,
    make: releases('1.1.0'),
    unwritten: {
      relation: 'neither writes',
      console: /The current template already matches revision 2\./,
      kubectl: /skipped rollback \(current template already matches revision 2\)/,
      code: 0
    }
  },
  {
    id: 'pruned',
    title: 'the wanted revision is not kept any more',
    toRevision: 1,
    make: async (admin, name) => {
      const next = async (tag: string): Promise<void> => {
        await admin.apply(release(name, tag, { spec: { revisionHistoryLimit: 1 } }))
        await settled(admin, name)
      }
      await next('1.0.0')
      const first = (await admin.kubectl(['-n', name, 'get', 'replicasets', '-o', 'name'])).trim()
      await next('1.1.0')
      await next('1.2.0')
      await admin.kubectl(['-n', name, 'wait', '--for=delete', first, '--timeout=60s'])
    },
    unwritten: {
      relation: 'neither writes',
      console: /Unable to find specified revision 1 in history\./,
      kubectl: /unable to find specified revision 1 in history/,
      code: 1
    }
  },
  {
    id: 'flagger',
    title: 'the target of a Canary, on trial',
    toRevision: 1,
    make: async (admin, name) => {
      await admin.apply(release(name, '1.0.0'), patientCanary(name, 'checkout'))
      await phase(admin, name, 'Initialized')
      await admin.apply(release(name, '1.1.0'))
      await phase(admin, name, 'Progressing')
    },
    unwritten: {
      relation: 'only kubectl writes',
      console: /Refused: Canary \S+\/checkout runs its releases from this Deployment/,
      kubectl: /deployment\.apps\/checkout rolled back/,
      code: 0
    }
  }
]

/** A namespace in the state. */
export async function makeState(admin: Admin, { make }: State, namespaceName: string): Promise<void> {
  await admin.apply(namespace(namespaceName))
  await make(admin, namespaceName)
}
