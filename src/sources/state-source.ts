import type { HostState } from '../model/index.ts';
import type { HostReport } from '../wire/index.ts';

/** Where a host's agent learns its state, and whom it tells what became of it. */
export interface StateSource {
  /**
   * Calls back with each whole state, the newest only when several come at once; never with one that is half known.
   * A lost source calls `lost` and reconnects by itself; the state that was given last stays in force.
   */
  watch(listener: SourceListener): Promise<() => Promise<void>>;
  /** Tells what is enforced. Kept and sent again while the source is lost; only the newest counts. */
  report(report: HostReport): void;
}

export interface SourceListener {
  state(state: HostState): void;
  lost(error: unknown): void;
  /** Somebody asks for the host's dump (`portreeve host show --iptables`). */
  dumpRequested(id: string): void;
}
