/** "fa:16:3e:00:00:01" */
export function macText(number: number): string {
  return number
    .toString(16)
    .padStart(12, '0')
    .replace(/(..)(?!$)/g, '$1:');
}
