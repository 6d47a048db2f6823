// Two observers as one, told in the order given.
import type { Observer } from '../net/observer.ts'

export function tee(first: Observer, second: Observer): Observer {
  return {
    packet(atNanos, fate, packet) {
      first.packet(atNanos, fate, packet)
      second.packet(atNanos, fate, packet)
    },
    written(atNanos, host, bytes, length) {
      first.written(atNanos, host, bytes, length)
      second.written(atNanos, host, bytes, length)
    },
    timer(atNanos, host, timer) {
      first.timer(atNanos, host, timer)
      second.timer(atNanos, host, timer)
    },
    report(atNanos, host, event, details) {
      first.report(atNanos, host, event, details)
      second.report(atNanos, host, event, details)
    },
    output(atNanos, host, text) {
      first.output(atNanos, host, text)
      second.output(atNanos, host, text)
    },
    input(atNanos, host, line) {
      first.input(atNanos, host, line)
      second.input(atNanos, host, line)
    },
    fault(atNanos, action) {
      first.fault(atNanos, action)
      second.fault(atNanos, action)
    },
    start(atNanos, host) {
      first.start(atNanos, host)
      second.start(atNanos, host)
    },
    end(atNanos, host, end) {
      first.end(atNanos, host, end)
      second.end(atNanos, host, end)
    },
  }
}
