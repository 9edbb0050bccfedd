/** Outcomes, payoffs and rule of Guo18 Examples 1.4.2 and 1.5.1 (Table 1.4.3), in parameters a and b (the text's B). */
export const GUO_PAYOFFS = {
  finite: 1,
  agents: { one: ['1^1', '1^2'], two: ['2^1', '2^2', '2^3'] },
  outcomes: ['x0', 'x1', 'x2'],
  payoffs: {
    one: { x1: 'a', x2: [['a', 'a - 2 b', 'a'], ['a', 'a - 2 b', 'a']] },
    two: { x1: { own: [0, 'a', 'a'] }, x2: { own: ['a', 'a + b', 0] } },
  },
  rule: [['x2', 'x1', 'x1'], ['x2', 'x1', 'x1']],
} as const;

/** The prior of Table 1.4.1 and the bet of Table 1.4.2. */
export const GUO_PRIOR = [['1/10', '2/10', '2/10'], ['2/10', '1/10', '2/10']] as const;
export const GUO_BET = { one: [[-2, -1, 2], [1, 2, -2]] } as const;
