import { CloseButton } from '@mantine/core';
import { IconRoute2 } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { matrixPair } from '../../api/reachability.ts';
import { useSession } from '../../app/session-context.ts';
import type { PairAnswer, PairAsk, PairPort, PairRule } from '../../asking/reach-answers.ts';
import { useLanguage } from '../../language/language.tsx';
import { Failed } from '../../parts/failed.tsx';
import { LoadingRows } from '../../parts/loading.tsx';
import { Panel } from '../../parts/panel.tsx';
import { CellLetter, cellWords } from './cell-mark.tsx';
import classes from './pair-detail.module.css';
import { type ReachWords, useReachWords } from './words.ts';

/** A cell, looked at closely: its services, the rules behind them, instance by instance, and the way to a trace. */
export function PairDetail({
  ask,
  fromName,
  toName,
  isScrolledTo,
  onClose,
}: {
  readonly ask: PairAsk;
  readonly fromName: string;
  readonly toName: string;
  /** It was chosen on the page: then it is brought into sight. */
  readonly isScrolledTo: boolean;
  readonly onClose: () => void;
}) {
  const words = useReachWords();
  const client = useQueryClient();
  const { language } = useLanguage();
  const place = useRef<HTMLDivElement>(null);
  const { data, error, refetch } = useQuery({
    ...matrixPair(client, ask, language),
    placeholderData: (before, query) => {
      const asked = query?.queryKey[2] as PairAsk | undefined;
      return asked?.from === ask.from && asked.to === ask.to ? before : undefined;
    },
  });
  const isThere = data !== undefined;
  useEffect(() => {
    if (isScrolledTo && isThere) place.current?.scrollIntoView({ block: 'nearest' });
  }, [ask.from, ask.to, isThere, isScrolledTo]);
  return (
    <div ref={place} className={classes['place']}>
      <Panel
        title={words('reach.pairTitle', { from: fromName, to: toName })}
        aside={<CloseButton aria-label={words('reach.close')} onClick={onClose} />}
      >
        {data === undefined && error !== null && <Failed error={error} onRetry={() => void refetch()} />}
        {data === undefined && error === null && <LoadingRows rows={3} />}
        {data !== undefined && <Pair pair={data} fromName={fromName} toName={toName} />}
      </Panel>
    </div>
  );
}

function Pair({
  pair,
  fromName,
  toName,
}: {
  readonly pair: PairAnswer;
  readonly fromName: string;
  readonly toName: string;
}) {
  const words = useReachWords();
  const { is_admin } = useSession();
  const { cell, services, pairs } = pair;
  if (cell.kind === 'nobody') return <p>{words('reach.pairNobody')}</p>;
  return (
    <div className={classes['parts']}>
      <section>
        <h3 className={classes['title']}>
          {words('reach.services')} <span className={classes['muted']}>{words('reach.pairs', { count: pairs })}</span>
        </h3>
        {services.length === 0 ? (
          <p>{words('reach.pairNone', { from: fromName, to: toName })}</p>
        ) : (
          <ul className={classes['services']}>
            {services.map(({ text, families, isPartial }) => (
              <li key={text}>
                <code>{text}</code> <span className={classes['muted']}>{families.join(', ')}</span>
                {isPartial && <span className={classes['partial']}> ~ {words('reach.partial')}</span>}
              </li>
            ))}
          </ul>
        )}
        {is_admin && <TraceLink pair={pair} words={words} />}
      </section>
      <Rules title={words('reach.rulesIn')} rules={pair.in} />
      <Rules title={words('reach.rulesOut')} rules={pair.out} />
      <Instances pair={pair} />
    </div>
  );
}

/** To the trace of one pair that has what the cell says; of a cell with nothing the first one. */
function TraceLink({ pair, words }: { readonly pair: PairAnswer; readonly words: ReachWords }) {
  const { cells, senders, receivers } = pair;
  const width = receivers.length;
  const wanted = cells.findIndex(({ kind }) => kind !== 'nobody' && kind !== 'none');
  const index = wanted >= 0 ? wanted : cells.findIndex(({ kind }) => kind !== 'nobody');
  const [from, to] = [senders[Math.floor(index / width)], receivers[index % width]];
  if (index < 0 || from === undefined || to === undefined) return null;
  return (
    <Link
      to="/trace"
      search={{ from: from.id, to: to.id, service: traceService(pair.services[0]?.text) }}
      className={classes['trace'] ?? ''}
    >
      <IconRoute2 size={16} stroke={1.8} aria-hidden />
      {words('reach.traceFrom', { from: from.name, to: to.name })}
    </Link>
  );
}

/** A service of one packet: of a range the first port. */
function traceService(text: string | undefined): string {
  if (text === undefined || !/^(?:tcp|udp|sctp|icmp|icmpv6)\b/.test(text)) return 'tcp/22';
  if (text === 'tcp' || text === 'udp' || text === 'sctp') return `${text}/22`;
  return text.replace(/-.*$/, '');
}

function Rules({ title, rules }: { readonly title: string; readonly rules: readonly PairRule[] }) {
  const words = useReachWords();
  return (
    <section>
      <h3 className={classes['title']}>{title}</h3>
      {rules.length === 0 ? (
        <p className={classes['muted']}>{words('reach.rulesNone')}</p>
      ) : (
        <ul className={classes['rules']}>
          {rules.map((rule) => (
            <li key={rule.id}>
              <Link to="/security-groups/$id" params={{ id: rule.groupId }}>
                {rule.words}
              </Link>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

/** Members by members, as far as there is room. */
function Instances({ pair: { senders, receivers, cells, moreSenders, moreReceivers } }: { readonly pair: PairAnswer }) {
  const words = useReachWords();
  const { is_admin } = useSession();
  const label = (port: PairPort) => [port.name, port.address].filter((text) => text !== '').join(' ');
  return (
    <section className={classes['instances']}>
      <h3 className={classes['title']}>{words('reach.instances')}</h3>
      <div
        className={classes['scroll']}
        // What has to be scrolled can be scrolled by keys.
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        tabIndex={0}
        role="group"
        aria-label={words('reach.instances')}
      >
        <table className={classes['table']}>
          <thead>
            <tr>
              <td>{words('reach.corner')}</td>
              {receivers.map((to) => (
                <th key={to.id} scope="col" title={label(to)}>
                  {to.name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {senders.map((from, row) => (
              <tr key={from.id}>
                <th scope="row" title={label(from)}>
                  {from.name}
                </th>
                {receivers.map((to, column) => {
                  const cell = cells[row * receivers.length + column];
                  if (cell === undefined) return null;
                  const what = cell.kind === 'nobody' ? '' : cellWords(cell, words);
                  const content = (
                    <>
                      <CellLetter kind={cell.kind} isPartial={false} /> <span className={classes['what']}>{what}</span>
                    </>
                  );
                  return (
                    <td key={to.id}>
                      {is_admin && cell.kind !== 'nobody' ? (
                        <Link
                          to="/trace"
                          search={{ from: from.id, to: to.id, service: traceService(cell.services[0]) }}
                          title={words('reach.traceFrom', { from: from.name, to: to.name })}
                        >
                          {content}
                        </Link>
                      ) : (
                        content
                      )}
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {moreSenders + moreReceivers > 0 && (
        <p className={classes['muted']}>
          {words('reach.moreInstances', { senders: moreSenders, receivers: moreReceivers })}
        </p>
      )}
    </section>
  );
}
