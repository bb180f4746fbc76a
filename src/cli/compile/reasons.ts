import type { CompiledSet, Provenance, Step } from '../../compiler/index.ts';
import type { HostState } from '../../model/index.ts';
import { printRule } from '../../netfilter/index.ts';
import type { Params, WordsKey } from '../../words/index.ts';
import type { Column } from '../output/output.ts';

/** One rule, or one set, and why it is there. */
export interface Reason {
  /** "ipv4", "ipv6", or "ipset". */
  readonly family: string;
  readonly table: string;
  readonly chain: string;
  /** Place in its chain, from 1; 0 for a set. */
  readonly number: number;
  readonly rule: string;
  readonly why: readonly (Provenance | CompiledSet['of'])[];
}

/** Every rule of the layout, table by table, then every set. Rules of others are left out. */
export function reasonsOf({ compiled }: Step): readonly Reason[] {
  const reasons: Reason[] = [];
  for (const family of ['ipv4', 'ipv6'] as const) {
    for (const table of compiled.rulesets[family].tables.values()) {
      for (const chain of table.chains.values()) {
        const why = compiled.why(family, table.name, chain.name);
        chain.rules.forEach((rule, index) => {
          reasons.push({
            family,
            table: table.name,
            chain: chain.name,
            number: index + 1,
            rule: printRule(chain.name, rule),
            why: why[index] ?? [],
          });
        });
      }
    }
  }
  for (const { set, of } of compiled.sets.values()) {
    const rule = `create ${set.name} ${set.type} family ${set.family}`;
    reasons.push({ family: 'ipset', table: '', chain: set.name, number: 0, rule, why: [of] });
  }
  return reasons;
}

type Say = (key: WordsKey, params?: Params) => string;

export function reasonColumns(say: Say, state: HostState): readonly Column<Reason>[] {
  const name = (group: string) => [...state.groups.values()].find(({ id }) => id === group)?.name || group;
  const words = (reason: Reason['why'][number]): string => {
    switch (reason.kind) {
      case 'securityGroupRule':
        return say('compiler.whyRule', { rule: reason.rule, group: name(reason.group), port: reason.port });
      case 'antiSpoof':
        return say(`compiler.whyGuard_${reason.what}`, { port: reason.port });
      case 'scaffold': {
        const what = say(`compiler.whyScaffold_${reason.role}`);
        return reason.port === undefined ? what : say('compiler.whyPort', { what, port: reason.port });
      }
      case 'securityGroup':
      case 'addressGroup':
        return say('compiler.whySet', { group: name(reason.group) });
    }
  };
  return [
    { key: 'family', title: 'compiler.columnFamily', text: (row) => row.family },
    { key: 'table', title: 'compiler.columnTable', text: (row) => row.table, wide: true },
    { key: 'chain', title: 'compiler.columnChain', text: (row) => row.chain, wide: true },
    { key: 'number', title: 'compiler.columnNumber', text: (row) => row.number, right: true },
    { key: 'rule', title: 'compiler.columnRule', text: (row) => row.rule },
    { key: 'why', title: 'compiler.columnWhy', text: (row) => row.why.map(words).join('; ') },
  ];
}
