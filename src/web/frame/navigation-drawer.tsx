import { Drawer } from '@mantine/core';
import { useSay } from '../language/language.tsx';
import { NavigationLinks } from './navigation-links.tsx';

/** The navigation over the page, where there is no room for it beside it. */
export default function NavigationDrawer({
  isOpen,
  onClose,
}: {
  readonly isOpen: boolean;
  readonly onClose: () => void;
}) {
  const say = useSay();
  return (
    <Drawer
      opened={isOpen}
      onClose={onClose}
      title={say('web.product')}
      size="17rem"
      lockScroll={false}
      closeButtonProps={{ 'aria-label': say('web.closeNavigation') }}
    >
      <nav data-dialog aria-label={say('web.navigation')}>
        <NavigationLinks />
      </nav>
    </Drawer>
  );
}
