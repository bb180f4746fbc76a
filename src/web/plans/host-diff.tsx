import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useApi } from '../api/api-context.ts';
import { ChainName } from '../host-rules/chain-name.tsx';
import type { PlanBlock, PlanLine, PlanOnHost } from '../host-rules/reading/plan-on-host.ts';
import { RuleText } from '../host-rules/rule-text.tsx';
import { WhyMark } from '../host-rules/why-mark.tsx';
import { useLanguage } from '../language/language.tsx';
import { Failed } from '../parts/failed.tsx';
import { LoadingRows } from '../parts/loading.tsx';
import classes from './host-diff.module.css';
import { usePlanSay } from './plan-say.ts';
import { type Planned, plannedHost } from './planned-host.ts';

/** The rules and set members that a plan would add to a host and take away there, chain by chain. */
export default function HostDiff({ host, planned }: { readonly host: string; readonly planned: Planned }) {
  const api = useApi();
  const client = useQueryClient();
  const { language } = useLanguage();
  const say = usePlanSay();
  const { data, error, refetch } = useQuery(plannedHost(api, client, planned, host, language));
  return (
    <section aria-label={say('planPage.rulesOn', { host })} className={classes['diff']}>
      {data === undefined && error === null && <LoadingRows rows={3} />}
      {data === undefined && error !== null && <Failed error={error} onRetry={() => void refetch()} />}
      {data !== undefined && <Found host={host} found={data} isLinked={'id' in planned} />}
    </section>
  );
}

function Found({
  host,
  found,
  isLinked,
}: {
  readonly host: string;
  readonly found: PlanOnHost;
  /** Links lead away, which a form that is not sent yet does not bear. */
  readonly isLinked: boolean;
}) {
  const say = usePlanSay();
  const { profile, isGuessed, blocks, leftOff } = found;
  return (
    <>
      <p className={classes['summary']} role="status">
        {blocks.length === 0 ? (
          <b>{say('planPage.nothing')}</b>
        ) : (
          <>
            <Counts sign="+" found={found} />
            <Counts sign="-" found={found} />
          </>
        )}
        <span className={classes['about']}>
          {say(isGuessed ? 'planPage.guessed' : 'planPage.as', { host, profile })}
        </span>
      </p>
      {blocks.map((block) => (
        <Block key={block.id} block={block} isLinked={isLinked} />
      ))}
      {leftOff > 0 && <p className={classes['more']}>{say('planPage.leftOff', { count: leftOff, host })}</p>}
    </>
  );
}

/** "+1 chain · +21 rules · +3 set members", only of what there is. */
function Counts({ sign, found: { summary } }: { readonly sign: '+' | '-'; readonly found: PlanOnHost }) {
  const say = usePlanSay();
  const [chains, rules, members] =
    sign === '+'
      ? [summary.chainsAdded, summary.rulesAdded, summary.membersAdded]
      : [summary.chainsRemoved, summary.rulesRemoved, summary.membersRemoved];
  const texts = [
    ...(chains > 0 ? [say('planPage.chains', { count: chains })] : []),
    ...(rules > 0 ? [say('planPage.rules', { count: rules })] : []),
    ...(members > 0 ? [say('planPage.members', { count: members })] : []),
  ];
  if (texts.length === 0) return null;
  return <b data-sign={sign}>{texts.map((text) => `${sign === '+' ? '+' : '−'}${text}`).join(' · ')}</b>;
}

function Block({ block, isLinked }: { readonly block: PlanBlock; readonly isLinked: boolean }) {
  const say = usePlanSay();
  const isChain = block.kind === 'chain';
  return (
    <div className={classes['block']}>
      <h4 className={classes['head']}>
        <span className={classes['where']}>
          {isChain ? `${block.family === 'ipv4' ? 'IPv4' : 'IPv6'} ${block.table}` : 'ipset'}
        </span>{' '}
        {isChain ? <ChainName chain={block.chain} /> : <code>{block.name}</code>}
        {!isChain && block.group !== null && (
          <span className={classes['where']}> {say('planPage.membersOf', { group: block.group })}</span>
        )}
        {block.change === 'added' && (
          <span data-sign="+"> + {say(isChain ? 'planPage.newChain' : 'planPage.newSet')}</span>
        )}
        {block.change === 'removed' && (
          <span data-sign="-"> − {say(isChain ? 'planPage.goneChain' : 'planPage.goneSet')}</span>
        )}
      </h4>
      {block.lines.length > 0 && (
        <ul className={classes['lines']}>
          {block.lines.map((line, index) => (
            // Two rules of a chain may be the same.
            // oxlint-disable-next-line react/no-array-index-key
            <Line key={index} line={line} isRule={isChain} isLinked={isLinked} />
          ))}
        </ul>
      )}
    </div>
  );
}

function Line({
  line: { sign, text, why },
  isRule,
  isLinked,
}: {
  readonly line: PlanLine;
  readonly isRule: boolean;
  readonly isLinked: boolean;
}) {
  const say = usePlanSay();
  return (
    <li className={classes['line']} data-sign={sign}>
      <span className={classes['sign']}>
        <span aria-hidden>{sign === '+' ? '+' : '−'}</span>
        <span className={classes['hidden']}>{say(sign === '+' ? 'planPage.added' : 'planPage.removed')}</span>
      </span>
      <span className={classes['text']}>
        {isRule ? <RuleText text={text} /> : <code>{text}</code>}
        {why !== null && (
          <>
            {' '}
            <WhyMark why={why} isLinked={isLinked} />
          </>
        )}
      </span>
    </li>
  );
}
