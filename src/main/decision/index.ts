export { judge, type JudgeInput } from './judge.ts'
export { readMatrix, type Matrix } from './matrix.ts'
