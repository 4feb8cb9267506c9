export { judge } from './judge.ts'
export { readMatrix, type Matrix } from './matrix.ts'
