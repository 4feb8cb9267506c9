import type { FullResult, Reporter, TestCase, TestResult, TestStep } from '@playwright/test/reporter'

/** Prints each step of the play as it begins, and at the end only what went wrong. */
export default class StepReporter implements Reporter {
  #startedAt = Date.now()

  onBegin(): void {
    this.#startedAt = Date.now()
  }

  onStepBegin(_test: TestCase, _result: TestResult, step: TestStep): void {
    if (step.category === 'test.step') this.#print(step.title)
  }

  onStdOut(chunk: string | Buffer): void {
    this.#print(String(chunk).trimEnd())
  }

  onTestEnd(_test: TestCase, result: TestResult): void {
    for (const error of result.errors) this.#print(`stopped: ${error.message ?? 'no reason given'}`)
  }

  onEnd(result: FullResult): void {
    this.#print(result.status === 'passed' ? 'the service has recovered' : 'the service has not recovered')
  }

  #print(text: string): void {
    const seconds = ((Date.now() - this.#startedAt) / 1000).toFixed(1).padStart(6)
    const lines = text.split('\n').filter((line) => line.trim() !== '')
    process.stdout.write(`${seconds} s  ${lines.join(`\n${' '.repeat(10)}`)}\n`)
  }
}
