import { IconRoute2 } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import type { Port } from '../../api/ports.ts';
import { useSay } from '../../language/language.tsx';
import type { RowAction } from '../../parts/row-menu.tsx';

/** Ways from a port to a trace that begins or ends with it. */
export function useTraceActions(): (port: Port) => readonly RowAction[] {
  const say = useSay();
  const navigate = useNavigate();
  const icon = <IconRoute2 size={16} />;
  return ({ id }) => [
    {
      key: 'from',
      label: say('web.traceFrom'),
      icon,
      run: () => void navigate({ to: '/trace', search: { from: id } }),
    },
    { key: 'to', label: say('web.traceTo'), icon, run: () => void navigate({ to: '/trace', search: { to: id } }) },
  ];
}
