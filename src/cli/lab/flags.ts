import type { FlagSpec } from '../verb.ts';

/** How a lab is to be; flags of `lab` and of `lab up`. */
export const labFlags = {
  yes: { help: 'lab.flagYes', short: 'y' },
  hosts: { help: 'lab.flagHosts', value: 'N' },
  article: { help: 'lab.flagArticle' },
  profile: { help: 'lab.flagProfile', choices: ['caracal', 'zed', 'mitaka', 'liberty'] },
  backend: { help: 'lab.flagBackend', choices: ['nft', 'legacy'] },
} as const satisfies Readonly<Record<string, FlagSpec>>;
