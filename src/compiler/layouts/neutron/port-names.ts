import { portChain } from '../../../netfilter/index.ts';
import type { Context } from './context.ts';

/** Names of a filtered port's device and chains: made once for each port, and shared by all rules that name them. */
export interface PortNames {
  readonly device: string;
  /** Towards the instance. */
  readonly inChain: string;
  /** From the instance. */
  readonly outChain: string;
  /** Check of the sources that the instance sends from. */
  readonly sourceChain: string;
}

export function portNames(device: string, { prefix }: Context): PortNames {
  return {
    device,
    inChain: portChain(prefix, 'i', device),
    outChain: portChain(prefix, 'o', device),
    sourceChain: portChain(prefix, 's', device),
  };
}
