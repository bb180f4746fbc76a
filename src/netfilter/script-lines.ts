/** The lines of a text that comes in chunks cut anywhere, without their line ends. */
export function* scriptLines(chunks: Iterable<string>): Generator<string> {
  let open = '';
  for (const chunk of chunks) {
    let from = 0;
    for (let end = chunk.indexOf('\n'); end >= 0; end = chunk.indexOf('\n', from)) {
      yield open + chunk.slice(from, end);
      open = '';
      from = end + 1;
    }
    open += chunk.slice(from);
  }
  if (open !== '') yield open;
}
