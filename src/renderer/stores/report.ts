import { useEffect, useState } from 'react'
import type { ReportView } from '../../contract/index.ts'
import { request } from '../bridge/backout.ts'
import { feedStore } from './feeds.ts'

/** Between one rendering of the report and the next, milliseconds: an incident writes several records a second. */
const pauseMs = 500

/**
 * Has the report rendered as long as somebody looks at it: now, and after every change of the record, though not more often
 * than it can be read. Returns the function that stops.
 */
export function followReport(show: (report: ReportView) => void): () => void {
  let isGone = false
  let isBusy = false
  let isDue = false
  let timer: ReturnType<typeof setTimeout> | undefined

  async function read(): Promise<void> {
    isBusy = true
    isDue = false
    const answer = await request('report.read', {})
    if (isGone) return
    if (answer.ok) show(answer.value)
    // Main is busy with something else: it is read after the pause.
    else if (answer.failure.retryable) isDue = true
    timer = setTimeout(() => {
      isBusy = false
      if (isDue) void read()
    }, pauseMs)
  }

  const stop = feedStore.subscribe(({ values }, before) => {
    if (values.record === before.values.record) return
    isDue = true
    if (!isBusy) void read()
  })
  void read()
  return () => {
    isGone = true
    clearTimeout(timer)
    stop()
  }
}

/** The report for a component; null until it has been rendered. */
export function useReport(): ReportView | null {
  const [report, setReport] = useState<ReportView | null>(null)
  useEffect(() => followReport(setReport), [])
  return report
}
