// The package's entry `seednet`: what someone needs to write nodes, scenarios and checks of his own, and to run them.
// docs/api.md is the tour. What is not here is not promised to stay.

// --- nodes: what a program is, and the machine it runs on -----------------------------------------------------------
export type { Clock, Timer } from './host/clock.ts'
export type { Crypto, HashAlgorithm, Hasher } from './host/crypto.ts'
export type { DatagramSocket, DatagramSocketEvents, RemoteInfo } from './host/datagram.ts'
export type { Disk, DiskCallback, FileStats, OpenFlags } from './host/disk.ts'
export type { Emitter } from './host/emitter.ts'
export {
  type DiskErrorCode,
  type ErrorCode,
  InvariantError,
  invariant,
  type NetworkErrorCode,
  type SystemError,
} from './host/errors.ts'
export type { Dgram, Dns, Host, Net } from './host/host.ts'
export type { Program, StartProgram } from './host/program.ts'
export { pick, type Random, shuffle } from './host/random.ts'
export type { Report, ReportDetails } from './host/report.ts'
export type { AddressInfo, ListenOptions, Server, ServerEvents, ServerOptions } from './host/server.ts'
export type { ConnectOptions, Socket, SocketEvents } from './host/socket.ts'
export type { Terminal } from './host/terminal.ts'

// --- links and faults -----------------------------------------------------------------------------------------------
export { DataError } from './host/data-check.ts'
export type { DiskFault, DiskOperation } from './host/disk-faults.ts'
export type { Fault, FaultAction, HostNames, NameFault, NetworkFault } from './host/faults.ts'
export type { BurstLoss, Latency, LinkOptions } from './host/link-options.ts'
export type { MachineFault, PowerLoss, Unsynced } from './host/machine-faults.ts'
export type { RuleAction, RuleMatch, TrafficRule } from './host/traffic-rule.ts'

// --- worlds ---------------------------------------------------------------------------------------------------------
export {
  type Backing,
  type BackingEvents,
  type Console,
  type HostSpec,
  type ProgramEnd,
  RunLimitError,
} from './host/backing.ts'
export { outsideWorld } from './net/guard/context.ts'
export { AmbientAccessError } from './net/guard/forbidden.ts'
export type { Observer } from './net/observer.ts'
export type { PacketView } from './net/packet.ts'
export { World, type WorldOptions } from './net/world.ts'
export { Fingerprint } from './trace/fingerprint.ts'

// --- scenarios ------------------------------------------------------------------------------------------------------
export {
  type AnyParamValues,
  boolean,
  integer,
  number,
  type Param,
  ParamError,
  type ParamSpecs,
  type ParamValues,
  text,
} from './scenarios/params.ts'
export { type PlayScenarioOptions, playScenario } from './scenarios/play-scenario.ts'
export type { HostResult, RunResult } from './scenarios/run-result.ts'
export {
  type CastMember,
  defineScenario,
  type Link,
  type Network,
  type Scenario,
  type ScenarioParts,
  type Scene,
} from './scenarios/scenario.ts'
export type { Stage } from './scenarios/stage.ts'

// --- checks ---------------------------------------------------------------------------------------------------------
export { type Acknowledged, nothingAcknowledgedIsLost, type SavedFiles, savedFilesStay } from './check/acknowledged.ts'
export { type Check, type CheckOutcome, type CheckResult, failed, passed, runCheck } from './check/check.ts'
export { type CompletionOptions, everyHostCompletes, noBadHashIsAccepted } from './check/completion.ts'
export { type ConvergenceOptions, convergesToTheTruth } from './check/convergence.ts'
export { filesEqual } from './check/files.ts'
export { type HoldingLimits, holdsAtMost } from './check/leaks.ts'
export { isLinearizable, type LinearizabilityOptions } from './check/linearizability/is-linearizable.ts'
export type { Operation, SequentialModel } from './check/linearizability/operation.ts'
export {
  type BeatOptions,
  isNeverAheadOfItsPace,
  keepsPace,
  type PaceOptions,
  type RateOptions,
  staysWithinRate,
} from './check/pacing.ts'
export { exitsWith, noUncaughtErrors, prints } from './check/programs.ts'
export { neverReports, type ReportPattern, reportsAtLeast, reportsExactly, reportsInOrder } from './check/reports.ts'
export type { HostRecord } from './trace/host-record.ts'
export type { RunRecord, Where } from './trace/run-record.ts'
