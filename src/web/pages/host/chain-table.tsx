import { useMemo } from 'react';
import { counted } from '../../language/dates.ts';
import { useLanguage } from '../../language/language.tsx';
import { Tag } from '../../parts/mark.tsx';
import { ChainName } from '../../host-rules/chain-name.tsx';
import classes from './chain-table.module.css';
import type { ChainEntry, ChainRule } from '../../host-rules/reading/chain-list.ts';
import { VirtualBody } from './virtual-body.tsx';
import { WhyMark } from '../../host-rules/why-mark.tsx';
import { useHostSay } from '../../host-rules/words.ts';

type Row =
  | { readonly kind: 'chain'; readonly id: string; readonly entry: ChainEntry }
  | { readonly kind: 'rule'; readonly id: string; readonly rule: ChainRule }
  | { readonly kind: 'empty'; readonly id: string };

/** Chains one after the other: what each is for, and its rules in words. */
export function ChainTable({
  chains,
  target,
  onGo,
}: {
  readonly chains: readonly ChainEntry[];
  /** The chain to go to. */
  readonly target: { readonly chain: string } | undefined;
  readonly onGo: (chain: string) => void;
}) {
  const say = useHostSay();
  const { language } = useLanguage();
  const rows = useMemo(() => chains.flatMap(rowsOf), [chains]);
  const shown = useMemo(() => new Set(chains.map(({ chain }) => chain)), [chains]);
  const goal = useMemo(() => {
    const index =
      target === undefined ? -1 : rows.findIndex((row) => row.kind === 'chain' && row.entry.chain === target.chain);
    return index < 0 ? undefined : { index };
  }, [rows, target]);
  return (
    <table className={classes['chains']} aria-label={say('host.hostTabChains')} aria-rowcount={rows.length}>
      <VirtualBody
        rows={rows}
        idOf={({ id }) => id}
        columns={4}
        estimate={({ kind }) => (kind === 'chain' ? 44 : 30)}
        target={goal}
        row={(row, attributes) => {
          if (row.kind === 'chain') {
            const { entry } = row;
            return (
              <tr
                key={row.id}
                {...attributes}
                className={classes['chain']}
                data-goal={entry.chain === target?.chain || undefined}
              >
                <th scope="rowgroup" colSpan={4}>
                  <ChainName chain={entry.chain} /> <span className={classes['purpose']}>{entry.purpose}</span>
                  {entry.table !== 'filter' && <Tag>{say('host.hostOfTable', { table: entry.table })}</Tag>}
                  {entry.policy !== null && (
                    <span className={classes['policy']}>{say('host.hostPolicy', { policy: entry.policy })}</span>
                  )}
                </th>
              </tr>
            );
          }
          if (row.kind === 'empty') {
            return (
              <tr key={row.id} {...attributes} className={classes['rule']}>
                <td />
                <td colSpan={3} className={classes['empty']}>
                  {say('host.hostNoRules')}
                </td>
              </tr>
            );
          }
          const { number, asks, why, leadsTo, target: verdict, packets } = row.rule;
          return (
            <tr key={row.id} {...attributes} className={classes['rule']}>
              <td className={classes['number']}>{number}</td>
              <td className={classes['asks']}>
                {asks} <WhyMark why={why} />
              </td>
              <td className={classes['target']}>
                {leadsTo !== null && shown.has(leadsTo) ? (
                  <button type="button" onClick={() => onGo(leadsTo)}>
                    → <ChainName chain={leadsTo} />
                  </button>
                ) : leadsTo === null ? (
                  <code data-verdict={verdict ?? undefined}>{verdict ?? '—'}</code>
                ) : (
                  <>
                    → <ChainName chain={leadsTo} />
                  </>
                )}
              </td>
              <td className={classes['packets']} title={packets === null ? undefined : say('host.hostColumnPackets')}>
                {packets === null ? '' : counted(language, packets)}
              </td>
            </tr>
          );
        }}
      />
    </table>
  );
}

function rowsOf(entry: ChainEntry): readonly Row[] {
  const id = `${entry.table} ${entry.chain}`;
  return [
    { kind: 'chain', id, entry },
    ...entry.rules.map((rule): Row => ({ kind: 'rule', id: `${id} ${rule.number}`, rule })),
    ...(entry.rules.length === 0 ? [{ kind: 'empty', id: `${id} 0` } as const] : []),
  ];
}
