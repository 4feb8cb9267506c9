import type { Admin } from '../admin.ts'
import { deployment, namespace } from '../scenarios/manifests.ts'

/** A state that an action is taken in. The console's copy and kubectl's copy differ only in their namespace. */
export interface State {
  readonly id: string
  readonly title: string
  readonly toRevision: number
  /** Brings a Deployment `checkout` with revision 1 up to the state. */
  readonly make: (admin: Admin, namespaceName: string) => Promise<void>
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
    }
  },
  {
    id: 'same',
    title: 'already at the wanted revision',
    toRevision: 2,
    make: releases('1.1.0')
  }
]

/** A namespace in the state. */
export async function makeState(admin: Admin, { make }: State, namespaceName: string): Promise<void> {
  await admin.apply(namespace(namespaceName))
  await make(admin, namespaceName)
}
