import { IconMapQuestion } from '@tabler/icons-react';
import { Link, useLocation } from '@tanstack/react-router';
import { useSay } from '../language/language.tsx';
import { Empty } from '../parts/empty.tsx';
import { PageHead } from '../parts/page-head.tsx';

export function NotFound() {
  const say = useSay();
  const { pathname } = useLocation();
  return (
    <>
      <PageHead title={say('web.notFound')} />
      <Empty icon={<IconMapQuestion size={24} />} action={<Link to="/">{say('web.backToOverview')}</Link>}>
        {say('web.notFoundMore', { path: pathname })}
      </Empty>
    </>
  );
}
