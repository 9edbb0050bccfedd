/** Text from outside, made fit for a one-line message: quoted, without control characters, at most 60 characters. */
export function quote(text: string): string {
  const plain = oneLine(text);
  return `'${plain.length > 60 ? `${plain.slice(0, 57)}...` : plain}'`;
}

/** Runs of control characters and line breaks become one space. */
export function oneLine(text: string): string {
  // The rule forbids control characters in patterns; finding them is the purpose here.
  // eslint-disable-next-line no-control-regex
  return text.replace(/[\u0000-\u001f\u007f\u2028\u2029]+/g, ' ').replace(/ {2,}/g, ' ').trim();
}

/** What was thrown, as text: an object without a prototype has none of its own. */
export function thrownText(thrown: unknown): string {
  try {
    return String(thrown);
  } catch {
    return 'an object without a text';
  }
}
