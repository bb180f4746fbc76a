import type { Backend } from '../../explain/index.ts';
import type { FlagSpec } from '../verb.ts';

/** Flags of every verb that reads dumps of a host. */
export const dumpFlags = {
  ipset: { help: 'dumps.flagIpset', value: 'FILE', many: true },
  family: { help: 'dumps.flagFamily', choices: ['4', '6'] },
  table: { help: 'dumps.flagTable', choices: ['filter', 'nat', 'mangle', 'raw', 'security'] },
  backend: { help: 'dumps.flagBackend', choices: ['nft', 'legacy'] },
  hosts: { help: 'dumps.flagHosts', value: 'FILE' },
  assumeNoInterfaces: { help: 'dumps.flagNoInterfaces' },
} as const satisfies Readonly<Record<string, FlagSpec>>;

/** What was given for them. */
export interface DumpFlags {
  readonly ipset: readonly string[];
  readonly family: '4' | '6' | undefined;
  readonly table: string | undefined;
  readonly backend: Backend | undefined;
  readonly hosts: string | undefined;
  readonly assumeNoInterfaces: boolean;
}
