import classes from './rule-text.module.css';

/** A rule as iptables-save prints it; what the page says anyway, and what only comments on it, is dimmed. */
export function RuleText({ text }: { readonly text: string }) {
  const [, start = '', rest = text] = /^(-A \S+ ?)(.*)$/s.exec(text) ?? [];
  const parts = rest.split(comments);
  return (
    <code className={classes['rule']}>
      <span className={classes['dim']}>{start}</span>
      {parts.map((part, index) =>
        index % 2 === 0 ? (
          part
        ) : (
          // Parts of one text have no other name than their place.
          // oxlint-disable-next-line react/no-array-index-key
          <span key={index} className={classes['dim']}>
            {part}
          </span>
        ),
      )}
    </code>
  );
}

const comments = /(-m comment --comment (?:"(?:[^"\\]|\\.)*"|\S+))/;
