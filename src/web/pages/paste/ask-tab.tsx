import { Autocomplete, Button, Select } from '@mantine/core';
import { IconCheck, IconHelpCircle, IconRadar2, IconX } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { theAsker } from '../../api/traces.ts';
import type { DumpAnswer } from '../../asking/dump-answer.ts';
import type { DumpAsk } from '../../asking/dump-ask.ts';
import type { DumpReach } from '../../asking/dump-reach.ts';
import type { TraceAsk } from '../../asking/trace-ask.ts';
import { useLanguage } from '../../language/language.tsx';
import { CopyText } from '../../parts/copy-text.tsx';
import { Failed } from '../../parts/failed.tsx';
import { LoadingRows } from '../../parts/loading.tsx';
import { Panel } from '../../parts/panel.tsx';
import { HopCards } from '../trace/hop-cards.tsx';
import { Notes } from '../trace/notes.tsx';
import { Path } from '../trace/path.tsx';
import { type EndProps, Question } from '../trace/question.tsx';
import { VerdictCard } from '../trace/verdict-card.tsx';
import { useTraceWords } from '../trace/words.ts';
import classes from './ask-tab.module.css';
import { dumpKey } from './dump-key.ts';
import type { PasteSearch } from './route.ts';
import { usePasteWords } from './words.ts';

type Change = (more: { readonly [key in keyof PasteSearch]?: PasteSearch[key] | undefined }, replace?: boolean) => void;

/** Questions that the texts answer: what becomes of one packet, and who can open a connection to a port at all. */
export function AskTab({
  answer,
  ask,
  at,
  onChange,
}: {
  readonly answer: DumpAnswer;
  readonly ask: DumpAsk;
  readonly at: PasteSearch;
  readonly onChange: Change;
}) {
  const words = usePasteWords();
  const End = useMemo(() => endFieldOf(answer), [answer]);
  return (
    <div className={classes['ask']}>
      <Panel title={words('paste.ask')}>
        <p className={classes['about']}>{words('paste.askAbout')}</p>
        <Question
          key={[at.from, at.to, at.service, at.packet].join('\n')}
          asked={at}
          onAsk={({ packet, all, ...asked }) => onChange({ ...asked, packet, all, pass: undefined }, false)}
          End={End}
        />
      </Panel>
      <Packet ask={ask} at={at} onChange={onChange} />
      {answer.ports.length > 0 && <Reach answer={answer} ask={ask} at={at} onChange={onChange} />}
    </div>
  );
}

/** A field for an end that offers the ports of the dump. */
function endFieldOf({ ports }: DumpAnswer) {
  const offered = ports.flatMap(({ device, addresses }) => [device, ...addresses]);
  return function EndOfDump({ label, name, value, onChange }: EndProps) {
    return (
      <Autocomplete
        label={label}
        name={name}
        data={[...new Set(offered)]}
        value={value}
        onChange={onChange}
        spellCheck={false}
        autoComplete="off"
        limit={12}
      />
    );
  };
}

function Packet({ ask, at, onChange }: { readonly ask: DumpAsk; readonly at: PasteSearch; readonly onChange: Change }) {
  const { language } = useLanguage();
  const { from = '', to = '', service = '', packet, all, pass } = at;
  const trace: TraceAsk = { from, to, service, turn: packet ?? 'first', all: all === '1' };
  const isAsked = from !== '' && to !== '' && service !== '';
  const { data, error } = useQuery({
    queryKey: ['dump', dumpKey(ask), 'trace', trace, language],
    queryFn: () => theAsker().ask('dumpTrace', { ...ask, trace }, { language }),
    enabled: isAsked,
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });
  if (!isAsked) return null;
  if (error !== null) return <Failed error={error} />;
  if (data === undefined) return <LoadingRows rows={4} />;
  const wanted = pass === undefined ? data.decisive : Number(pass);
  const shown = data.passes[wanted] === undefined ? data.decisive : wanted;
  const show = (next: number) => onChange({ pass: next === data.decisive ? undefined : String(next) });
  return (
    <>
      <VerdictCard answer={data} source="texts" />
      <HopCards answer={data} shown={shown} onShow={show} />
      <Path
        answer={data}
        shown={shown}
        isAll={trace.all}
        onAll={(more) => onChange({ all: more ? '1' : undefined })}
        onShow={show}
      />
      <Notes answer={data}>
        <SameCommand command={data.command} />
      </Notes>
    </>
  );
}

function SameCommand({ command }: { readonly command: string }) {
  const words = useTraceWords();
  return (
    <Panel title={words('trace.fixCommand')}>
      <CopyText text={command} />
    </Panel>
  );
}

function Reach({
  answer: { ports },
  ask,
  at,
  onChange,
}: {
  readonly answer: DumpAnswer;
  readonly ask: DumpAsk;
  readonly at: PasteSearch;
  readonly onChange: Change;
}) {
  const words = usePasteWords();
  const { language } = useLanguage();
  const [device, setDevice] = useState(at.reach ?? ports[0]?.device ?? '');
  const { data, error } = useQuery({
    queryKey: ['dump', dumpKey(ask), 'reach', at.reach, language],
    queryFn: () => theAsker().ask('dumpReach', { ...ask, to: at.reach ?? '' }, { language }),
    enabled: at.reach !== undefined,
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });
  return (
    <Panel title={at.reach === undefined ? words('paste.whoReaches') : words('paste.reachOf', { to: at.reach })}>
      <form
        className={classes['reachForm']}
        onSubmit={(event) => {
          event.preventDefault();
          onChange({ reach: device });
        }}
      >
        <Select
          label={words('paste.reach')}
          data={ports.map((port) => ({ value: port.device, label: [port.device, ...port.addresses].join(' · ') }))}
          value={device}
          onChange={(value) => setDevice(value ?? '')}
          allowDeselect={false}
          searchable
        />
        <Button type="submit" variant="light" leftSection={<IconRadar2 size={16} aria-hidden />}>
          {words('paste.reachGo')}
        </Button>
      </form>
      {at.reach !== undefined && error !== null && <Failed error={error} />}
      {at.reach !== undefined && error === null && data === undefined && <LoadingRows rows={3} />}
      {data !== undefined && at.reach !== undefined && <ReachParts parts={data.parts} />}
    </Panel>
  );
}

function ReachParts({ parts }: Pick<DumpReach, 'parts'>) {
  const words = usePasteWords();
  return parts.map(({ title, sure, open, rules }) => (
    <section key={title} className={classes['part']}>
      <h3 className={classes['title']}>{title}</h3>
      <ul className={classes['boxes']}>
        {sure.map((what) => (
          <li key={what} data-mark="sure">
            <IconCheck size={16} stroke={2.2} aria-hidden />
            <span className={classes['hidden']}>{words('paste.reachSure')}</span> {what}
          </li>
        ))}
        {open.map((what) => (
          <li key={what} data-mark="open">
            <IconHelpCircle size={16} aria-hidden />
            <span>
              {words('paste.reachOpen')}: {what}
            </span>
          </li>
        ))}
        {sure.length + open.length === 0 && (
          <li data-mark="none">
            <IconX size={16} stroke={2.2} aria-hidden />
            {words('paste.reachNobody')}
          </li>
        )}
      </ul>
      {rules.length > 0 && (
        <>
          <p className={classes['by']}>{words('paste.reachBy')}</p>
          <ul className={classes['rules']}>
            {rules.map((rule) => (
              <li key={rule}>{rule}</li>
            ))}
          </ul>
        </>
      )}
    </section>
  ));
}
