import { Button } from '@mantine/core';
import { IconMoodSad } from '@tabler/icons-react';
import { useSay } from '../language/language.tsx';
import { Empty } from '../parts/empty.tsx';
import { PageHead } from '../parts/page-head.tsx';
import classes from './broken.module.css';

/** In place of a page that could not be drawn. The frame around it goes on. */
export function Broken({ error }: { readonly error: unknown }) {
  const say = useSay();
  return (
    <>
      <PageHead title={say('web.brokenPage')} />
      <Empty
        icon={<IconMoodSad size={24} />}
        action={<Button onClick={() => window.location.reload()}>{say('web.reload')}</Button>}
      >
        <p>{say('web.brokenPageMore')}</p>
        <code className={classes['code']}>{error instanceof Error ? error.message : String(error)}</code>
      </Empty>
    </>
  );
}
