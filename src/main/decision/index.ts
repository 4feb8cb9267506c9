export { crossing } from './crossing.ts'
export { judge } from './judge.ts'
export { readMatrix, type Matrix } from './matrix.ts'
