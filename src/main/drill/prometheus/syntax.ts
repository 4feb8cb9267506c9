/** `name op value` in a selector. `regex` is the anchored pattern of =~ and !~. */
export interface Matcher {
  readonly label: string
  readonly op: '=' | '!=' | '=~' | '!~'
  readonly value: string
}

export interface Selector {
  readonly kind: 'selector'
  readonly matchers: readonly Matcher[]
  readonly offsetMs: number
}

export interface RangeSelector {
  readonly kind: 'range'
  readonly selector: Selector
  readonly rangeMs: number
}

export interface Matching {
  readonly mode: 'on' | 'ignoring'
  readonly labels: readonly string[]
}

export type BinaryOp =
  | '+'
  | '-'
  | '*'
  | '/'
  | '%'
  | '^'
  | '=='
  | '!='
  | '>'
  | '<'
  | '>='
  | '<='
  | 'and'
  | 'or'
  | 'unless'

/** The part of PromQL that the drill evaluates. */
export type Expression =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'string'; readonly value: string }
  | Selector
  | RangeSelector
  | { readonly kind: 'negate'; readonly operand: Expression }
  | { readonly kind: 'call'; readonly name: string; readonly args: readonly Expression[] }
  | {
      readonly kind: 'aggregate'
      readonly op: string
      readonly mode: 'by' | 'without'
      readonly labels: readonly string[]
      readonly operand: Expression
    }
  | {
      readonly kind: 'binary'
      readonly op: BinaryOp
      readonly left: Expression
      readonly right: Expression
      readonly bool: boolean
      readonly matching: Matching | undefined
    }
