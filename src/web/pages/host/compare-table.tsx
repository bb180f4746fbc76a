import { memo } from 'react';
import type { Family } from '../../../netfilter/index.ts';
import { counted } from '../../language/dates.ts';
import { useLanguage } from '../../language/language.tsx';
import { Mark } from '../../parts/mark.tsx';
import { ChainName } from '../../host-rules/chain-name.tsx';
import classes from './compare-table.module.css';
import type {
  Change,
  CompareRow,
  CompareSummary,
  Comparison,
  RuleLine,
} from '../../host-rules/reading/compare-moments.ts';
import { RuleText } from '../../host-rules/rule-text.tsx';
import { VirtualBody } from './virtual-body.tsx';
import { WhyMark } from '../../host-rules/why-mark.tsx';
import { useHostSay, type HostSay } from '../../host-rules/words.ts';

type ChainRow = Extract<CompareRow, { kind: 'chain' }>;
type RuleRow = Extract<CompareRow, { kind: 'rule' }>;
interface Attributes {
  readonly ref: (element: Element | null) => void;
  readonly 'data-index': number;
  readonly 'aria-rowindex': number;
}

/** Two moments of a host side by side, chain by chain; where there is no room, one below the other. */
export function CompareTable({
  comparison,
  family,
  isDrift,
}: {
  readonly comparison: Comparison & { readonly rows: readonly CompareRow[] };
  readonly family: Family;
  /** What should be against what is: no difference says something about the host. */
  readonly isDrift: boolean;
}) {
  const say = useHostSay();
  const { rows, counters, summary, moved } = comparison;
  return (
    <>
      <Summary summary={summary} isDrift={isDrift} />
      {rows.length === 0 ? (
        <p className={classes['none']}>{say('host.hostNothingShown')}</p>
      ) : (
        <table className={classes['compare']} aria-label={`iptables ${family}`} aria-rowcount={rows.length + 1}>
          <thead>
            <tr aria-rowindex={1}>
              <th scope="col">{say('host.hostBefore')}</th>
              <th scope="col">{say('host.hostAfter')}</th>
              <th scope="col" data-figure>
                {say('host.hostColumnPackets')}
              </th>
              <th scope="col" data-figure>
                {say('host.hostColumnBytes')}
              </th>
            </tr>
          </thead>
          <VirtualBody
            rows={rows}
            idOf={({ id }) => id}
            columns={4}
            estimate={({ kind }) => (kind === 'chain' ? 40 : 44)}
            row={(row, attributes) =>
              row.kind === 'chain' ? (
                <ChainCells key={row.id} row={row} attributes={attributes} />
              ) : (
                <RuleCells
                  key={row.id}
                  row={row}
                  attributes={attributes}
                  packets={figureOf(row, counters, 0)}
                  bytes={figureOf(row, counters, 1)}
                  isMoved={row.after !== null && moved.has(row.after.line)}
                />
              )
            }
          />
        </table>
      )}
    </>
  );
}

/** What came and went, first of all. */
function Summary({ summary, isDrift }: { readonly summary: CompareSummary; readonly isDrift: boolean }) {
  const say = useHostSay();
  const { chainsAdded, chainsRemoved, rulesAdded, rulesRemoved } = summary;
  const isSame = chainsAdded + chainsRemoved + rulesAdded + rulesRemoved === 0;
  const texts = (sign: string, chains: number, rules: number) =>
    [
      ...(chains > 0 ? [`${sign}${say('host.hostChains', { count: chains })}`] : []),
      ...(rules > 0 ? [`${sign}${say('host.hostRules', { count: rules })}`] : []),
    ].join(' ');
  const [came, went] = [texts('+', chainsAdded, rulesAdded), texts('−', chainsRemoved, rulesRemoved)];
  return (
    <p className={classes['summary']} role="status">
      {isSame && (
        <Mark kind={isDrift ? 'good' : 'plain'}>
          {say(isDrift ? 'host.hostNoDifference' : 'host.hostNoDifferenceKept')}
        </Mark>
      )}
      {came !== '' && <span data-change="added">{came}</span>}
      {went !== '' && <span data-change="removed">{went}</span>}
    </p>
  );
}

function ChainCells({ row, attributes }: { readonly row: ChainRow; readonly attributes: Attributes }) {
  const say = useHostSay();
  const [before, after] = row.policies;
  const policies = [before, after].filter((policy) => typeof policy === 'string');
  return (
    <tr {...attributes} className={classes['chain']} data-change={row.change}>
      <th scope="rowgroup" colSpan={4}>
        <span className={classes['table']}>{row.table}</span> <ChainName chain={row.chain} />
        {policies.length > 0 && (
          <span className={classes['policy']}>
            {say('host.hostPolicy', { policy: [...new Set(policies)].join(' → ') })}
          </span>
        )}
        {row.change === 'added' && <span data-change="added">+ {say('host.hostNewChain')}</span>}
        {row.change === 'removed' && <span data-change="removed">− {say('host.hostGoneChain')}</span>}
      </th>
    </tr>
  );
}

interface RuleCellsProps {
  readonly row: RuleRow;
  readonly attributes: Attributes;
  /** -1: not counted. */
  readonly packets: number;
  readonly bytes: number;
  readonly isMoved: boolean;
}

/** Of rows whose counters stand still nothing is drawn again. */
const RuleCells = memo(
  function RuleCells({ row: { before, after, change }, attributes, packets, bytes, isMoved }: RuleCellsProps) {
    const say = useHostSay();
    const { language } = useLanguage();
    const figure = (value: number) => (value < 0 ? '' : counted(language, value));
    return (
      <tr {...attributes} className={classes['rule']} data-change={change}>
        <td className={classes['before']} data-is={before === null ? 'none' : change}>
          {before !== null && <Line line={before} sign={isGone(change) ? '−' : ''} say={say} isOld />}
        </td>
        <td className={classes['after']} data-is={after === null ? 'none' : change}>
          {after !== null && <Line line={after} sign={isNew(change) ? '+' : ''} say={say} />}
        </td>
        <td data-figure data-moved={isMoved || undefined}>
          {figure(packets)}
        </td>
        <td data-figure data-moved={isMoved || undefined}>
          {figure(bytes)}
        </td>
      </tr>
    );
  },
  (before, now) =>
    before.row === now.row &&
    before.packets === now.packets &&
    before.bytes === now.bytes &&
    before.isMoved === now.isMoved &&
    before.attributes['data-index'] === now.attributes['data-index'],
);

function figureOf({ after }: RuleRow, counters: Float64Array, offset: 0 | 1): number {
  return after === null || after.line < 0 ? -1 : (counters[2 * after.line + offset] ?? -1);
}

function isGone(change: Change): boolean {
  return change === 'removed' || change === 'changed';
}

function isNew(change: Change): boolean {
  return change === 'added' || change === 'changed';
}

function Line({
  line,
  sign,
  say,
  isOld = false,
}: {
  readonly line: RuleLine;
  readonly sign: '+' | '−' | '';
  readonly say: HostSay;
  readonly isOld?: boolean;
}) {
  const word = sign === '' ? undefined : say(sign === '+' ? 'host.hostAdded' : 'host.hostRemoved');
  return (
    <div className={classes['line']}>
      <span className={classes['sign']}>
        <span aria-hidden>{sign}</span>
        {word !== undefined && <span className={classes['hidden']}>{word}</span>}
      </span>
      <span className={classes['number']}>{line.number}</span>
      <span className={classes['text']}>
        <RuleText text={line.text} />
        {!(isOld && sign === '') && (
          <>
            {' '}
            <WhyMark why={line.why} />
          </>
        )}
      </span>
    </div>
  );
}
