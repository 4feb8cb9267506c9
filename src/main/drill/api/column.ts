import type { ColumnDefinition } from '../store/kind-definition.ts'
import type { KubeObject } from '../store/kube-object.ts'
import { humanAge } from './age.ts'

/** A column with the function that fills it. */
export interface Column extends ColumnDefinition {
  readonly cell: (object: KubeObject, now: Date) => unknown
}

/** A column before its description is known. */
export interface ColumnSpec {
  readonly name: string
  readonly type?: string
  readonly format?: string
  readonly wide?: true
  /** The description, or with a leading '.' the field whose documentation is the description. */
  readonly doc: string
  readonly cell: Column['cell']
}

/** The first column of every kind. */
export const NAME: ColumnSpec = {
  name: 'Name',
  format: 'name',
  doc: '.metadata.name',
  cell: (object) => object.metadata.name ?? ''
}

/** How long the object has existed. */
export const AGE: ColumnSpec = {
  name: 'Age',
  doc: '.metadata.creationTimestamp',
  cell: (object, now) => humanAge(object.metadata.creationTimestamp, now)
}
