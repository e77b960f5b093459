// Digits of any script. Unicode keeps the ten of a script side by side, from nought on.
const DIGIT = /^\p{Nd}$/u;

// What a sign is worth, 0 to 9, or null where it is no digit.
export function digitOf(sign) {
  if (!DIGIT.test(sign)) return null;
  // The digits of mathematical letters stand in one row of fifty: their plain form tells.
  const plain = sign.normalize("NFKD");
  const at = plain.codePointAt(0);
  let value = 0;
  while (value < 9 && DIGIT.test(String.fromCodePoint(at - value - 1))) value++;
  return value;
}
