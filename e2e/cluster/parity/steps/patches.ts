import type { Step } from './step.ts'
import { checkout, image, settled, get, patch, test } from './step.ts'

/** Every kind of patch, with its quirks and refusals. */
export const patches: readonly Step[] = [
  patch('test and replace', 'json-patch', [
    test('/spec/replicas', 3),
    { op: 'replace', path: '/spec/minReadySeconds', value: 1 }
  ]),
  patch('a test that fails', 'json-patch', [test('/spec/replicas', 9)]),
  patch('a test of what is missing against null', 'json-patch', [
    test('/spec/paused', null),
    { op: 'add', path: '/spec/minReadySeconds', value: 0 }
  ]),
  patch('replace into a missing parent', 'json-patch', [{ op: 'replace', path: '/spec/nothing/x', value: 1 }]),
  patch('remove what is missing', 'json-patch', [{ op: 'remove', path: '/metadata/labels/missing' }]),
  patch('an unknown operation', 'json-patch', [{ op: 'increase', path: '/spec/replicas' }]),
  patch('a json patch that is an object', 'json-patch', { spec: {} }),
  patch('add of text with <&>', 'json-patch', [{ op: 'add', path: '/metadata/annotations/note', value: 'a<b&c' }]),
  patch('test of stored text with <&>', 'json-patch', [test('/metadata/annotations/note', 'a<b&c')]),
  patch(
    'test of text with <&> that the same patch wrote',
    'json-patch',
    [{ op: 'add', path: '/metadata/annotations/note', value: 'b<c&d' }, test('/metadata/annotations/note', 'b<c&d')],
    '?dryRun=All'
  ),
  patch('replace what is missing', 'json-patch', [{ op: 'replace', path: '/metadata/annotations/note', value: 'x' }]),
  patch('move and copy', 'json-patch', [
    { op: 'copy', from: '/metadata/annotations/note', path: '/metadata/annotations/copied' },
    { op: 'move', from: '/metadata/annotations/copied', path: '/metadata/annotations/moved' },
    { op: 'remove', path: '/metadata/annotations/moved' }
  ]),
  patch('merge', 'merge-patch', { metadata: { annotations: { note: null, other: 'y' } } }),
  patch('merge that replaces a list', 'merge-patch', {
    spec: { template: { spec: { containers: [{ name: 'checkout' }] } } }
  }),
  patch('merge with a wrong type', 'merge-patch', { spec: { replicas: 'three' } }),
  patch('merge with an invalid value', 'merge-patch', { spec: { replicas: -1 } }),
  patch('merge of the selector', 'merge-patch', { spec: { selector: { matchLabels: { app: 'other' } } } }),
  patch('merge of the name', 'merge-patch', { metadata: { name: 'other' } }),
  patch('merge with an old version', 'merge-patch', { metadata: { resourceVersion: '1', labels: { a: 'b' } } }),
  patch('merge with another uid', 'merge-patch', { metadata: { uid: '00000000-0000-0000-0000-000000000000' } }),
  patch('strategic merge by name', 'strategic-merge-patch', {
    metadata: { labels: { tier: 'front' } },
    spec: { template: { spec: { containers: [{ name: 'checkout', env: [{ name: 'MODE', value: 'safe' }] }] } } }
  }),
  patch(
    'strategic merge with $patch: delete',
    'strategic-merge-patch',
    {
      spec: { template: { spec: { containers: [{ name: 'checkout', env: [{ name: 'MODE', $patch: 'delete' }] }] } } }
    },
    '?dryRun=All'
  ),
  patch(
    'strategic merge with $patch: replace',
    'strategic-merge-patch',
    { metadata: { labels: { $patch: 'replace', only: 'one' } } },
    '?dryRun=All'
  ),
  patch(
    'dry run of a release',
    'json-patch',
    [{ op: 'replace', path: '/spec/template/spec/containers/0/image', value: image('2.0.0') }],
    '?dryRun=All'
  ),
  get('unchanged by the dry run', 'dry run', checkout, settled),
  patch('dry run of another kind', 'merge-patch', { spec: { replicas: 5 } }, '?dryRun=Some'),
  patch('dry run of an invalid value', 'merge-patch', { spec: { replicas: -1 } }, '?dryRun=All'),
  patch('strict field validation', 'merge-patch', { spec: { replica: 1 } }, '?fieldValidation=Strict'),
  patch('warning about a field', 'merge-patch', { spec: { replica: 1 } }, '?fieldValidation=Warn&dryRun=All'),
  patch('unknown field validation', 'merge-patch', { spec: {} }, '?fieldValidation=Perhaps')
]
