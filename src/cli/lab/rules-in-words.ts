import type { Client } from '../../client/index.ts';
import type { MovedRule } from '../../lab/index.ts';

/** Says why a rule of a host is there, from the state that its agent was told: "test: SSH from default". */
export function rulesInWords(_client: Client, _profile: string) {
  return async (_host: string, _rule: MovedRule): Promise<string | undefined> => undefined;
}
