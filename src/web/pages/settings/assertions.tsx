import { Button, Textarea } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import type { PlanAssertion } from '../../../wire/index.ts';
import { useApi } from '../../api/api-context.ts';
import { assertions, setAssertions } from '../../api/assertions.ts';
import { useSession } from '../../app/session-context.ts';
import { useSay } from '../../language/language.tsx';
import { Failed, FormFailure } from '../../parts/failed.tsx';
import { LoadingRows } from '../../parts/loading.tsx';
import { Mark } from '../../parts/mark.tsx';
import { Panel } from '../../parts/panel.tsx';
import { useToast } from '../../parts/toasts.tsx';
import { AssertionMark } from '../../plans/assertion-list.tsx';
import classes from './assertions.module.css';
import { readAssertions } from './read-assertions.ts';

/** What must always hold: a file of lines, and how each fares now. */
export function Assertions() {
  const say = useSay();
  const { data, error, refetch } = useQuery(assertions(useApi()));
  return (
    <Panel title={say('web.assertions')}>
      {data !== undefined && <Fields saved={data} />}
      {data === undefined && error === null && <LoadingRows rows={3} />}
      {data === undefined && error !== null && <Failed error={error} onRetry={() => void refetch()} />}
    </Panel>
  );
}

function Fields({ saved }: { readonly saved: readonly PlanAssertion[] }) {
  const say = useSay();
  const api = useApi();
  const client = useQueryClient();
  const tell = useToast();
  const { may_write } = useSession();
  /** Undefined: nothing was typed since it was saved, and it follows what others save. */
  const [typed, type] = useState<string>();
  const text = typed ?? saved.map((one) => one.text).join('\n');
  const lines = readAssertions(text);
  const faults = lines.filter(({ fault }) => fault !== undefined);
  const known = new Map(saved.map((one) => [one.text, one]));
  const { mutate, isPending, error, reset } = useMutation({
    mutationFn: () =>
      setAssertions(
        api,
        lines.map((line) => line.text),
      ),
    onSuccess: (now) => {
      client.setQueryData(assertions(api).queryKey, now);
      type(undefined);
      tell('done', say('web.assertionsSaved'));
    },
  });
  const take = (event: FormEvent) => {
    event.preventDefault();
    if (!isPending && faults.length === 0) mutate();
  };
  const isSame = lines.map((line) => line.text).join('\n') === saved.map((one) => one.text).join('\n');
  return (
    <form onSubmit={take} noValidate className={classes['form']}>
      <Textarea
        label={say('web.assertionsLabel')}
        description={say('web.assertionsAbout')}
        value={text}
        onChange={(event) => {
          type(event.currentTarget.value);
          reset();
        }}
        autosize
        minRows={3}
        maxRows={16}
        spellCheck={false}
        readOnly={!may_write}
        classNames={{ input: classes['text'] ?? '' }}
        error={
          faults.length === 0
            ? undefined
            : faults.map(({ line, fault }) => <span key={line}>{fault && say(fault, { line })} </span>)
        }
      />
      {lines.length > faults.length && (
        <ul className={classes['lines']} aria-live="polite">
          {lines.map(({ line, text: own, fault }) => {
            const now = known.get(own);
            if (fault !== undefined) return null;
            return (
              <li key={line}>
                <code>{own}</code>
                {now === undefined ? (
                  <Mark kind="plain">{say('web.assertionNew')}</Mark>
                ) : (
                  <AssertionMark assertion={now} />
                )}
              </li>
            );
          })}
        </ul>
      )}
      {error !== null && <FormFailure error={error} />}
      {may_write && (
        <div className={classes['buttons']}>
          {!isSame && (
            <Button
              variant="default"
              onClick={() => {
                type(undefined);
                reset();
              }}
            >
              {say('web.cancel')}
            </Button>
          )}
          <Button type="submit" loading={isPending} disabled={isSame || faults.length > 0}>
            {say('web.save')}
          </Button>
        </div>
      )}
    </form>
  );
}
