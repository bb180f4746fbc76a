import { exposedBy } from '../../model/index.ts';
import type { Rule } from '../api/security-groups.ts';

/** What rules open to everybody that had better not be: names of services, or everything. */
export function exposedServices(rules: readonly Rule[]): 'everything' | readonly string[] {
  const names = new Set<string>();
  for (const rule of rules) {
    const exposed = exposedBy(rule);
    if (exposed === 'everything') return exposed;
    for (const { name } of exposed) names.add(name);
  }
  return [...names];
}
