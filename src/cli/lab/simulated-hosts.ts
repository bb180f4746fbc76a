import type { StartSimulatedHost, StateFolder } from '../../lab/index.ts';

/** Agents of a lab without a kernel. */
export async function simulatedHosts(_folder: StateFolder, _profile: string): Promise<StartSimulatedHost> {
  throw new Error('not yet');
}
