/** JSON that a user wrote. */

/** Brackets within each other: far beyond what any of our files needs, far below what fills the stack. */
const DEPTH_MAX = 1000;

/** Throws an Error of one line where the text is no JSON, or nested too deeply for what looks into it part by part. */
export function parseUserJson(text: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new Error((error as Error).message.split('\n')[0], { cause: error });
  }
  let [depth, inText] = [0, false];
  for (let i = 0; i < text.length; i++) {
    const c = text[i];
    if (inText) {
      if (c === '\\') i++;
      else if (c === '"') inText = false;
    } else if (c === '"') inText = true;
    else if (c === '[' || c === '{') {
      if (++depth > DEPTH_MAX) throw new Error(`nested more than ${DEPTH_MAX} deep`);
    } else if (c === ']' || c === '}') depth--;
  }
  return value;
}
