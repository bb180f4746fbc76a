import { type Family, printRule } from '../../../netfilter/index.ts';
import type { Language } from '../../../words/index.ts';
import type { NamesById } from './asks.ts';
import type { Expected, ReadMoment } from './read-moment.ts';
import { type Why, whyOf } from './why.ts';

/** What one security group becomes on one host. */
export interface GroupOnHost {
  readonly chains: readonly {
    readonly family: Family;
    readonly table: string;
    readonly chain: string;
    /** Name of the port whose chain it is. */
    readonly port: string;
    readonly portId: string | null;
    readonly rules: readonly { readonly number: number; readonly text: string; readonly why: Why | null }[];
  }[];
  /** Sets of this host that hold its members. */
  readonly sets: readonly { readonly name: string; readonly members: number }[];
}

/** The rules that the group's own rules have become, as the compiler wrote them. */
export function groupOnHost(
  group: string,
  { map, rules }: ReadMoment,
  { compiled }: Expected,
  groups: NamesById,
  language: Language,
): GroupOnHost {
  const chains = (['ipv4', 'ipv6'] as const).flatMap((family) =>
    [...rules.rulesets[family].tables.values()].flatMap(({ name: table, chains }) =>
      [...chains.values()].flatMap((chain) => {
        const why = compiled.why(family, table, chain.name);
        const own = chain.rules.flatMap((rule, index) => {
          const isOurs = why[index]?.some((one) => one.kind === 'securityGroupRule' && one.group === group) ?? false;
          if (!isOurs) return [];
          const ref = { table, chain: chain.name, rule: index + 1 };
          const words = whyOf(map, family, ref, groups, language) ?? null;
          return [{ number: index + 1, text: printRule(chain.name, rule), why: words }];
        });
        if (own.length === 0) return [];
        const [device] = map.chain(family, table, chain.name).devices;
        const port = map.ports.find((one) => one.device === device)?.port ?? null;
        return [
          {
            family,
            table,
            chain: chain.name,
            port: port?.name || (device ?? ''),
            portId: port?.id ?? null,
            rules: own,
          },
        ];
      }),
    ),
  );
  const sets = [...compiled.sets.values()].flatMap(({ set, of }) =>
    of.group === group ? [{ name: set.name, members: set.members.length }] : [],
  );
  return { chains, sets };
}
