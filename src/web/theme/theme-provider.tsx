import { Button, Input, MantineProvider, Menu, Modal, SegmentedControl, Tooltip, createTheme } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import inputs from './inputs.module.css';
import { themeChoice } from './theme-choice.ts';

/**
 * Looks are in theme.css, as variables: the library is told to write no style elements, which the pages' policy would
 * not let it do. That also rules out `AppShell`, responsive values of style props (`w={{ base: … }}`) and
 * `hiddenFrom`: a test of each page fails when something is refused.
 */
const theme = createTheme({
  cursorType: 'pointer',
  respectReducedMotion: true,
  components: {
    Button: Button.extend({ defaultProps: { size: 'sm' } }),
    InputWrapper: Input.Wrapper.extend({
      classNames: {
        label: inputs['label'] ?? '',
        description: inputs['description'] ?? '',
        error: inputs['error'] ?? '',
      },
    }),
    SegmentedControl: SegmentedControl.extend({ defaultProps: { withItemsBorders: false } }),
    // Its own lock of the page behind it is a style element; see `body` in theme.css.
    Modal: Modal.extend({
      defaultProps: {
        lockScroll: false,
        transitionProps: { transition: 'pop', duration: 120 },
        overlayProps: { backgroundOpacity: 0.45 },
      },
    }),
    Menu: Menu.extend({ defaultProps: { shadow: 'md', position: 'bottom-end', transitionProps: { duration: 80 } } }),
    Tooltip: Tooltip.extend({ defaultProps: { openDelay: 300, withArrow: true } }),
  },
});

export function ThemeProvider({ children }: { readonly children: ReactNode }) {
  const [choice] = useState(themeChoice);
  return (
    <MantineProvider
      theme={theme}
      defaultColorScheme="auto"
      colorSchemeManager={choice}
      withCssVariables={false}
      withGlobalClasses={false}
      withStaticClasses={false}
    >
      {children}
    </MantineProvider>
  );
}
