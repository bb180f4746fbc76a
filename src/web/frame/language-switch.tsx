import { Button } from '@mantine/core';
import { IconLanguage } from '@tabler/icons-react';
import { useLanguage } from '../language/language.tsx';
import classes from './language-switch.module.css';

/** To the other language, which it is called in. */
export function LanguageSwitch() {
  const { language, say, speak } = useLanguage();
  const other = language === 'en' ? 'zh-CN' : 'en';
  return (
    <Button
      className={classes['switch'] ?? ''}
      variant="subtle"
      color="gray"
      size="compact-sm"
      leftSection={<IconLanguage size={16} aria-hidden />}
      lang={other}
      title={say('web.speakOtherLabel')}
      onClick={() => speak(other)}
    >
      <span className={classes['word']}>{say('web.speakOther')}</span>
    </Button>
  );
}
