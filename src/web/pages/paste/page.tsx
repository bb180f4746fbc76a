import { Tabs } from '@mantine/core';
import { IconLock } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useCallback, useEffect, useMemo, useState } from 'react';
import { theAsker } from '../../api/traces.ts';
import { oneOf } from '../../app/search-text.ts';
import type { DumpAsk } from '../../asking/dump-ask.ts';
import type { DumpAnswer } from '../../asking/dump-answer.ts';
import { useLanguage } from '../../language/language.tsx';
import { Failed } from '../../parts/failed.tsx';
import { LoadingRows } from '../../parts/loading.tsx';
import { PageHead } from '../../parts/page-head.tsx';
import { useDebounced } from '../../parts/use-debounced.ts';
import { AskTab } from './ask-tab.tsx';
import { ChainsTab } from './chains-tab.tsx';
import { dumpKey } from './dump-key.ts';
import { DumpInput } from './dump-input.tsx';
import { articleListing, articleSets } from './example.ts';
import { type PastedTexts, keepTexts, keptTexts } from './kept-texts.ts';
import { OverlookedTab } from './overlooked-tab.tsx';
import classes from './page.module.css';
import { PortsTab } from './ports-tab.tsx';
import { type PasteSearch, pasteTabs } from './route.ts';
import { Summary } from './summary.tsx';
import { UnownedTab } from './unowned-tab.tsx';
import { type PasteWords, usePasteWords } from './words.ts';

const route = getRouteApi('/frame/explain');
const waitMs = 250;

const example: PastedTexts = {
  box: articleListing,
  files: [{ name: 'ipset list', text: articleSets }],
  assumeNoInterfaces: true,
};

/** Texts of one host, explained. It asks the server for nothing, and tells it nothing. */
export default function PastePage() {
  const { say, language } = useLanguage();
  const words = usePasteWords();
  const at = route.useSearch();
  const navigate = route.useNavigate();
  const [texts, setTexts] = useState<PastedTexts>(() => (at.example === '1' ? example : keptTexts()));
  const settled = useDebounced(texts, waitMs);
  useEffect(() => keepTexts(texts), [texts]);
  useEffect(warmUp, []);

  const change = useCallback(
    (more: { readonly [key in keyof PasteSearch]?: PasteSearch[key] | undefined }, replace = true) =>
      void navigate({
        search: (before) => ({ ...before, ...more }) as PasteSearch,
        replace,
        resetScroll: false,
      }),
    [navigate],
  );
  const put = (now: PastedTexts, isExample = false) => {
    setTexts(now);
    if ((at.example === '1') !== isExample) change({ example: isExample ? '1' : undefined });
  };

  const ask = useMemo(() => askOf(settled, words('paste.pasted')), [settled, words]);
  const { data, error } = useQuery({
    queryKey: ['dump', dumpKey(ask), language],
    queryFn: () => theAsker().ask('dump', ask, { language }),
    enabled: ask.texts.length > 0,
    placeholderData: keepPreviousData,
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });
  const isEmpty = ask.texts.length === 0;
  return (
    <div className={classes['page']}>
      <PageHead title={say('web.pasteTitle')}>{words('paste.about')}</PageHead>
      <p className={classes['private']}>
        <IconLock size={16} aria-hidden />
        {words('paste.private')}
      </p>
      <DumpInput texts={texts} onChange={put} onExample={() => put(example, true)} />
      {!isEmpty && error !== null && <Failed error={error} />}
      {!isEmpty && error === null && data === undefined && <LoadingRows rows={4} />}
      {!isEmpty && error === null && data !== undefined && (
        <>
          <Summary
            answer={data}
            isAssumed={texts.assumeNoInterfaces}
            onAssume={(assumeNoInterfaces) => put({ ...texts, assumeNoInterfaces }, at.example === '1')}
          />
          <Parts answer={data} ask={ask} at={at} onChange={change} />
        </>
      )}
    </div>
  );
}

/** What comes late elsewhere comes at once here: once the page is there, nothing more is asked for. */
function warmUp(): void {
  theAsker()
    .ask('hello', null, { language: 'en' })
    // A worker that does not begin says so when it is asked something.
    .catch(() => {});
  void import('../trace/chain-map.tsx');
}

const titles = {
  chains: 'paste.tabChains',
  ports: 'paste.tabPorts',
  overlooked: 'paste.tabOverlooked',
  unowned: 'paste.tabUnowned',
  ask: 'paste.tabAsk',
} as const;

function Parts({
  answer,
  ask,
  at,
  onChange,
}: {
  readonly answer: DumpAnswer;
  readonly ask: DumpAsk;
  readonly at: PasteSearch;
  readonly onChange: (
    more: { readonly [key in keyof PasteSearch]?: PasteSearch[key] | undefined },
    replace?: boolean,
  ) => void;
}) {
  const words = usePasteWords();
  const tab = at.tab ?? pasteTabs[0];
  const counts = {
    chains: answer.chains.length,
    ports: answer.ports.length,
    overlooked: answer.overlooked.length,
    unowned: answer.unowned.length,
    ask: undefined,
  };
  return (
    <Tabs
      value={tab}
      onChange={(chosen) => {
        const next = oneOf(pasteTabs, chosen);
        onChange({ tab: next === pasteTabs[0] ? undefined : next }, false);
      }}
      keepMounted={false}
      classNames={{ list: classes['tabs'] ?? '' }}
    >
      <Tabs.List>
        {pasteTabs.map((one) => (
          <Tabs.Tab
            key={one}
            value={one}
            rightSection={counts[one] === undefined ? null : <span className={classes['count']}>{counts[one]}</span>}
          >
            {tabTitle(one, words)}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      <Tabs.Panel value={tab} className={classes['panel'] ?? ''}>
        {tab === 'chains' && <ChainsTab answer={answer} />}
        {tab === 'ports' && <PortsTab answer={answer} onReach={(reach) => onChange({ tab: 'ask', reach }, false)} />}
        {tab === 'overlooked' && <OverlookedTab answer={answer} />}
        {tab === 'unowned' && <UnownedTab answer={answer} />}
        {tab === 'ask' && <AskTab answer={answer} ask={ask} at={at} onChange={onChange} />}
      </Tabs.Panel>
    </Tabs>
  );
}

function tabTitle(tab: (typeof pasteTabs)[number], words: PasteWords): string {
  return words(titles[tab]);
}

function askOf({ box, files, assumeNoInterfaces }: PastedTexts, pasted: string): DumpAsk {
  const own = box.trim() === '' ? [] : [{ name: files.length === 0 ? '' : pasted, text: box }];
  return { texts: [...own, ...files], assumeNoInterfaces };
}
