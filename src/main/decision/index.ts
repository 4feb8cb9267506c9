export type { EarlierVerdict } from './asked.ts'
export { crossing } from './crossing.ts'
export { judge } from './judge.ts'
export { readMatrix, type Matrix } from './matrix.ts'
