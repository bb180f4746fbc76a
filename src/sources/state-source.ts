import type { HostState } from '../model/index.ts';
import type { AgentHello, HostDump, HostReport } from '../wire/index.ts';

/** Where a host's agent learns its state, and whom it tells what became of it. */
export interface StateSource {
  /**
   * Calls back with each whole state, the newest only when several come at once; never with one that is half known.
   * A lost source calls `lost` and reconnects by itself; the state that was given last stays in force.
   * Gives the way to stop; nothing is called back after that.
   */
  watch(listener: SourceListener): Promise<() => Promise<void>>;
  /** Tells what is enforced. Kept and sent again while the source is lost; only the newest counts. */
  report(report: HostReport): void;
  /** Answers `dumpRequested`. One that cannot be delivered is dropped: whoever asked asks again. */
  answerDump(id: string, dump: HostDump): Promise<void>;
}

export interface SourceListener {
  state(state: HostState): void;
  lost(error: unknown): void;
  /** The source is back, or for the first time there. */
  found?(): void;
  /** Somebody asks for the host's dump (`portreeve host show --iptables`). */
  dumpRequested(id: string): void;
  /** What the agent says of itself; asked for whenever it is due. */
  hello(): AgentHello;
}
