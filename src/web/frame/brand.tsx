import classes from './brand.module.css';

/** The mark of the product: a shield with a keyhole. Its name stands beside it. */
export function BrandMark({ size = 28 }: { readonly size?: number }) {
  return (
    <svg className={classes['mark']} width={size} height={size} viewBox="0 0 32 32" aria-hidden focusable="false">
      <rect width="32" height="32" rx="8" />
      <path d="M16 6.5 8.500 9v6.600c0 4.600 3 8.200 7.500 9.900 4.500-1.700 7.500-5.300 7.500-9.900V9Z" />
      <circle cx="16" cy="14" r="2.100" />
      <path d="M16 15.500v4" />
    </svg>
  );
}
