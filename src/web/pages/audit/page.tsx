import { Button, Select } from '@mantine/core';
import { IconDownload, IconX } from '@tabler/icons-react';
import { useInfiniteQuery, useMutation } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useCallback, useMemo } from 'react';
import { useApi } from '../../api/api-context.ts';
import { type AuditAsk, auditPages, everyEntry } from '../../api/audit.ts';
import { useSay } from '../../language/language.tsx';
import { failureWords } from '../../parts/failure-words.ts';
import { PageHead } from '../../parts/page-head.tsx';
import { useToast } from '../../parts/toasts.tsx';
import { Toolbar } from '../../parts/toolbar.tsx';
import { AuditTable } from './audit-table.tsx';
import { kinds } from './entry-words.ts';
import { auditCsv, auditJsonLines, saveText } from './export.ts';
import classes from './page.module.css';
import type { AuditSearch } from './route.ts';

const route = getRouteApi('/frame/audit');

export default function AuditPage() {
  const say = useSay();
  const at = route.useSearch();
  const navigate = route.useNavigate();
  const { actor, object, entry } = at;
  const ask: AuditAsk = useMemo(
    () => ({ ...(actor !== undefined && { actor }), ...(object !== undefined && { object }) }),
    [actor, object],
  );
  const go = useCallback(
    (more: Partial<Record<keyof AuditSearch, string | undefined>>) =>
      void navigate({ search: (before) => ({ ...before, ...more }) as AuditSearch, replace: true }),
    [navigate],
  );
  const actors = useActors(actor);
  const isKind = object === undefined || object in kinds;
  return (
    <>
      <PageHead title={say('web.audit')} actions={<Exports ask={ask} />}>
        {say('web.auditAbout')}
      </PageHead>
      <Toolbar>
        <Select
          className={classes['filter'] ?? ''}
          aria-label={say('web.auditBy')}
          placeholder={say('web.auditByAnyone')}
          data={actors}
          value={actor ?? null}
          onChange={(value) => go({ actor: value ?? undefined })}
          clearable
          clearButtonProps={{ 'aria-label': say('web.clearFilter') }}
        />
        {isKind ? (
          <Select
            className={classes['filter'] ?? ''}
            aria-label={say('web.auditKind')}
            placeholder={say('web.auditAnyKind')}
            data={Object.entries(kinds).map(([value, key]) => ({ value, label: say(key) }))}
            value={object ?? null}
            onChange={(value) => go({ object: value ?? undefined })}
            clearable
            clearButtonProps={{ 'aria-label': say('web.clearFilter') }}
          />
        ) : (
          <Button
            variant="default"
            rightSection={<IconX size={14} aria-label={say('web.auditEverything')} />}
            onClick={() => go({ object: undefined })}
          >
            {say('web.auditOf', { object: object.slice(0, 13) })}
          </Button>
        )}
      </Toolbar>
      <AuditTable ask={ask} opened={entry} onOpen={(request) => go({ entry: request })} />
    </>
  );
}

/** Those who are in what was read of the whole log so far. */
function useActors(chosen: string | undefined): string[] {
  const { data } = useInfiniteQuery(auditPages(useApi(), {}));
  const all = data?.pages.flatMap((page) => page.map(({ actor }) => actor)) ?? [];
  return [...new Set([...(chosen === undefined ? [] : [chosen]), ...all])].toSorted();
}

/** All that fits, as a file. */
function Exports({ ask }: { readonly ask: AuditAsk }) {
  const say = useSay();
  const api = useApi();
  const tell = useToast();
  const { mutate, isPending } = useMutation({
    mutationFn: async (form: 'csv' | 'jsonl') => {
      const entries = await everyEntry(api, ask);
      if (form === 'csv') saveText('audit.csv', 'text/csv', auditCsv(entries));
      else saveText('audit.jsonl', 'application/jsonl', auditJsonLines(entries));
      return entries.length;
    },
    onSuccess: (count) => tell('done', say('web.auditExported', { count })),
    onError: (error) => tell('failed', failureWords(say, error).sentence),
  });
  return (
    <>
      {(['csv', 'jsonl'] as const).map((form) => (
        <Button
          key={form}
          variant="default"
          leftSection={<IconDownload size={16} aria-hidden />}
          onClick={() => mutate(form)}
          disabled={isPending}
        >
          {say(form === 'csv' ? 'web.auditCsv' : 'web.auditJsonl')}
        </Button>
      ))}
    </>
  );
}
