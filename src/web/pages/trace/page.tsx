import { IconRoute2 } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useCallback, useMemo, useRef, useState } from 'react';
import { fixes, trace } from '../../api/traces.ts';
import { AskFailure } from '../../asking/ask-failure.ts';
import type { FixAnswer } from '../../asking/fix-answer.ts';
import type { ProofAnswer } from '../../asking/proof.ts';
import type { TraceAnswer } from '../../asking/trace-answer.ts';
import type { TraceAsk } from '../../asking/trace-ask.ts';
import { useKeys } from '../../keyboard/keys.tsx';
import { useLanguage } from '../../language/language.tsx';
import { useDocumentTitle } from '../../parts/document-title.ts';
import { Empty } from '../../parts/empty.tsx';
import { Failed } from '../../parts/failed.tsx';
import { LoadingRows } from '../../parts/loading.tsx';
import { Panel } from '../../parts/panel.tsx';
import { EndField } from './end-field.tsx';
import { HopCards } from './hop-cards.tsx';
import { Notes } from './notes.tsx';
import classes from './page.module.css';
import { Path } from './path.tsx';
import { Prove } from './prove.tsx';
import { Question } from './question.tsx';
import type { TraceSearch } from './route.ts';
import { VerdictCard } from './verdict-card.tsx';
import { type TraceWords, useTraceWords } from './words.ts';

const route = getRouteApi('/frame/trace');

/** Why one end can reach the other, or not. */
export default function TracePage() {
  const { say } = useLanguage();
  const words = useTraceWords();
  const at = route.useSearch();
  const navigate = route.useNavigate();
  const first = useRef<HTMLInputElement>(null);
  useDocumentTitle(say('web.traceTitle'));
  const go = useCallback(
    (search: TraceSearch, replace = false) => void navigate({ search, replace, resetScroll: false }),
    [navigate],
  );
  const change = useCallback(
    (more: { readonly [key in keyof TraceSearch]?: TraceSearch[key] | undefined }) =>
      void navigate({ search: (before) => ({ ...before, ...more }) as TraceSearch, replace: true, resetScroll: false }),
    [navigate],
  );
  useKeys({ e: { label: 'web.traceKeyEdit', run: () => first.current?.select() } });
  const ask = useMemo((): TraceAsk | undefined => {
    const { from, to, service, packet, all } = at;
    if (from === undefined || to === undefined || service === undefined) return undefined;
    return { from, to, service, turn: packet ?? 'first', all: all === '1' };
  }, [at]);
  return (
    <div className={classes['page']}>
      <h1 className={classes['title']} data-seen={ask === undefined || undefined}>
        {say('web.traceTitle')}
      </h1>
      {ask === undefined && <p className={classes['about']}>{words('trace.about')}</p>}
      <Question
        key={[at.from, at.to, at.service, at.packet].join('\n')}
        asked={at}
        onAsk={go}
        first={first}
        End={EndField}
      />
      {ask === undefined ? (
        <Panel>
          <Empty icon={<IconRoute2 size={24} />} action={<span>{words('trace.emptyExample')}</span>}>
            {words('trace.empty')}
          </Empty>
        </Panel>
      ) : (
        <Answer ask={ask} at={at} onChange={change} />
      )}
    </div>
  );
}

function Answer({
  ask,
  at,
  onChange,
}: {
  readonly ask: TraceAsk;
  readonly at: TraceSearch;
  readonly onChange: (more: { readonly [key in keyof TraceSearch]?: TraceSearch[key] | undefined }) => void;
}) {
  const client = useQueryClient();
  const words = useTraceWords();
  const { language } = useLanguage();
  const { data, error, refetch, isFetching } = useQuery({
    ...trace(client, ask, language),
    // Of the same question what was there stays until its answer is there anew.
    placeholderData: (before: TraceAnswer | undefined, query) =>
      isSame(query?.queryKey[1] as TraceAsk | undefined, ask) ? before : undefined,
  });
  const [proved, setProved] = useState<{ readonly of: string; readonly shown: ProofAnswer }>();
  const isRefused = data?.turn === 'first' && (data.verdict === 'drop' || data.verdict === 'reject');
  const ways = useQuery({
    ...(data === undefined ? noFixes : fixes(client, ask, data, language)),
    enabled: isRefused,
    // Until they are counted anew those of the same question stay.
    placeholderData: (before, query) => (isSame(query?.queryKey[2] as TraceAsk | undefined, ask) ? before : undefined),
  });
  if (data === undefined) {
    if (error !== null && !isFetching) return <Failed error={asHere(error, words)} onRetry={() => void refetch()} />;
    return (
      <Panel>
        <LoadingRows rows={5} />
      </Panel>
    );
  }
  const standing = standingOf(data);
  // What a packet showed holds for the rules that it met, and for no others.
  const proof = proved?.of === standing ? proved.shown : undefined;
  const wanted = at.pass === undefined ? data.decisive : Number(at.pass);
  const shown = data.passes[wanted] === undefined ? data.decisive : wanted;
  return (
    <>
      {error !== null && <Failed error={error} onRetry={() => void refetch()} />}
      <VerdictCard
        answer={data}
        fixes={isRefused ? ways.data : undefined}
        fixError={isRefused ? ways.error : null}
        proof={proof}
        onAgain={() => void refetch()}
        isBusy={isFetching}
      />
      <HopCards
        answer={data}
        shown={shown}
        onShow={(pass) => onChange({ pass: pass === data.decisive ? undefined : String(pass) })}
      />
      <Path
        answer={data}
        shown={shown}
        isAll={ask.all}
        onAll={(all) => onChange({ all: all ? '1' : undefined })}
        onShow={(pass) => onChange({ pass: pass === data.decisive ? undefined : String(pass) })}
      />
      <Notes answer={data}>
        <Prove answer={data} ask={ask} proof={proof} onProof={(shown) => setProved({ of: standing, shown })} />
      </Notes>
    </>
  );
}

/** What the answer was worked out from, and what it was. */
function standingOf({ from, to, service, turn, verdict, hosts, decidedBy }: TraceAnswer): string {
  const rules = hosts.map(({ name, revision, enforced, differences }) => [name, revision, enforced, differences]);
  return JSON.stringify([from.address, to.address, service, turn, verdict, rules, decidedBy]);
}

/** What to do about it where there are fields, and no command line. */
function asHere(error: unknown, words: TraceWords): unknown {
  if (!(error instanceof AskFailure)) return error;
  const { message, code, status } = error;
  const key =
    code === 'AMBIGUOUS' ? 'trace.ambiguousHint' : code.startsWith('NOT_FOUND') ? 'trace.notFoundHint' : undefined;
  return key === undefined ? error : new AskFailure({ message, code, status, hint: words(key) });
}

const noFixes = { queryKey: ['trace', 'fixes'], queryFn: (): readonly FixAnswer[] => [] };

function isSame(before: TraceAsk | undefined, now: TraceAsk): boolean {
  return (
    before !== undefined &&
    before.from === now.from &&
    before.to === now.to &&
    before.service === now.service &&
    before.turn === now.turn
  );
}
