import type { Asker } from '../traffic-manager/routing.ts'
import type { DnsAnswer, DnsQuestion, DnsRecord, RecordType } from './wire.ts'
import { rcodes } from './wire.ts'

/** A resolver that many users share. */
export interface ResolverPorts {
  readonly nowMs: () => number
  readonly ask: (question: DnsQuestion, asker: Asker) => DnsAnswer
  readonly asker: () => Asker
  /** Keeps no answer for less than this, whatever its TTL says; 0 for one that follows TTLs. */
  readonly leastTtlSeconds: number
}

interface Kept {
  readonly answer: DnsAnswer
  readonly untilMs: number
}

const longestChain = 8

/** Seconds for which a negative answer is kept: the lesser of the SOA's TTL and its minimum (RFC 2308, section 5). */
function negativeSeconds({ authority }: DnsAnswer): number {
  const soa = authority.find((record) => record.type === 'SOA')
  return soa === undefined ? 0 : Math.min(soa.ttlSeconds, soa.minimumSeconds)
}

/** Follows aliases, and keeps what it was told for as long as it was told to. */
export function createResolver(ports: ResolverPorts): (question: DnsQuestion) => DnsAnswer {
  const kept = new Map<string, Kept>()

  /** What is known of one name and type, with the time that is left of it. */
  const know = (name: string, type: RecordType | undefined): DnsAnswer => {
    const key = `${name}/${type ?? ''}`
    const now = ports.nowMs()
    const left = kept.get(key)
    if (left !== undefined && left.untilMs > now) {
      const restSeconds = Math.ceil((left.untilMs - now) / 1000)
      const aged = (records: readonly DnsRecord[]): readonly DnsRecord[] =>
        records.map((record) => ({ ...record, ttlSeconds: restSeconds }))
      return { ...left.answer, answers: aged(left.answer.answers), authority: aged(left.answer.authority) }
    }
    const told = ports.ask({ name, type }, ports.asker())
    const answer = { ...told, isAuthoritative: false }
    const seconds =
      told.answers.length === 0
        ? negativeSeconds(told)
        : Math.max(ports.leastTtlSeconds, Math.min(...told.answers.map(({ ttlSeconds }) => ttlSeconds)))
    if (seconds > 0) kept.set(key, { answer, untilMs: now + seconds * 1000 })
    return answer
  }

  return ({ name, type }) => {
    const answers: DnsRecord[] = []
    let wanted = name
    for (let hop = 0; hop < longestChain; hop++) {
      const found = know(wanted, type)
      answers.push(...found.answers)
      const alias = found.answers.find((record) => record.type === 'CNAME')
      if (alias === undefined || alias.type !== 'CNAME' || type === 'CNAME') return { ...found, answers }
      wanted = alias.value
    }
    return { rcode: rcodes.serverFailure, isAuthoritative: false, answers: [], authority: [] }
  }
}
